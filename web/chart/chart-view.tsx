/** A machine's chart with its current active states, latest transitions, running timers and actors. */
import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import type { Limits } from '../../machines/call.input.ts';
import type { ChartDrawing } from '../../readings/chart/chart-drawing.ts';
import type { Picture } from '../../readings/chart/picture.ts';
import { Details } from './details.tsx';
import { LiveChart } from './live-chart.ts';
import { ActiveStates } from './shapes/active-states.tsx';
import { FiredTags } from './shapes/fired-tags.tsx';
import { Scene } from './shapes/scene.tsx';
import { Toolbar } from './toolbar.tsx';
import { whereToLook } from './viewport/follow.ts';
import { listenToHands } from './viewport/gestures.ts';
import { moveFocus, type Picked, pickedAt } from './viewport/picking.ts';
import { Viewport } from './viewport/viewport.ts';
import './chart-view.css';

/** In a window narrower than this, in pixels, the whole chart is too small to read. */
const NARROW = 600;

interface ChartViewProps {
  readonly drawing: ChartDrawing;
  readonly picture: Picture;
  /** Call time, for timers between two pictures. */
  readonly nowMs?: number | undefined;
  /** The call's limits, which determine the lengths of its delays. */
  readonly limits?: Limits | undefined;
}

export function ChartView({ drawing, picture, nowMs, limits }: ChartViewProps) {
  const live = useMemo(() => new LiveChart(drawing), [drawing]);
  const viewport = useMemo(() => new Viewport(drawing), [drawing]);
  const isFollowing = useSignal(false);
  const picked = useSignal<Picked | undefined>(undefined);
  const svg = useRef<SVGSVGElement>(null);

  useLayoutEffect(() => live.show(picture), [live, picture]);
  useLayoutEffect(() => {
    live.nowMs.value = nowMs ?? picture.atMs;
  }, [live, nowMs, picture]);
  useEffect(() => () => live.close(), [live]);
  useWindow(svg, viewport, isFollowing);
  useSignalEffect(() => {
    if (!isFollowing.value || viewport.size.value.width === 0) return;
    const there = whereToLook(drawing, live.active.value, viewport);
    if (there) viewport.go(there);
  });

  const pick = (part: Picked | undefined): void => {
    picked.value = part;
  };
  /** Built once: the scene's parts follow the signals of `live`. */
  const scene = useMemo(() => <Scene live={live} />, [live]);
  return (
    <div class="chart-view">
      <svg
        ref={svg}
        tabindex={0}
        aria-roledescription="statechart"
        aria-label={`Statechart of the ${drawing.machine}. Arrow keys pan, plus and minus zoom, Enter goes to the active state.`}
        onClick={({ target }) => pick(pickedAt(target, drawing))}
        onFocusIn={({ target }) => {
          const isByKeyboard = target instanceof Element && target.matches(':focus-visible');
          const part = target === svg.current || !isByKeyboard ? undefined : pickedAt(target, drawing);
          if (!part) return;
          pick(part);
          viewport.reveal(part.kind === 'state' ? part.state : part.transition.box);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') pick(undefined);
          if (svg.current) moveFocus(event, svg.current);
        }}
      >
        {scene}
      </svg>
      <FiredTags live={live} viewport={viewport} />
      <Toolbar viewport={viewport} isFollowing={isFollowing} />
      {picked.value && <Details picked={picked.value} drawing={drawing} limits={limits} onPick={pick} />}
      <ActiveStates live={live} />
    </div>
  );
}

/** The SVG as a window onto the drawing: its size, its view, and its gestures. */
function useWindow(
  svg: { readonly current: SVGSVGElement | null },
  viewport: Viewport,
  isFollowing: { value: boolean },
): void {
  useLayoutEffect(() => {
    const element = svg.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const isFirst = viewport.size.value.width === 0;
      if (width === 0) return;
      viewport.resize({ width, height });
      if (isFirst && width < NARROW) isFollowing.value = true;
    };
    const watch = new ResizeObserver(measure);
    watch.observe(element);
    measure();
    const letGo = listenToHands(element, viewport, () => {
      isFollowing.value = false;
    });
    return () => {
      watch.disconnect();
      letGo();
      viewport.stop();
    };
  }, [svg, viewport, isFollowing]);

  useSignalEffect(() => {
    const { x, y, scale } = viewport.view.value;
    const { width, height } = viewport.size.value;
    const element = svg.current;
    if (!element || width === 0) return;
    element.setAttribute('viewBox', `${x} ${y} ${width / scale} ${height / scale}`);
    // Names and lines are drawn a little larger when the chart is small.
    element.style.setProperty('--zoom', String(scale));
  });
}
