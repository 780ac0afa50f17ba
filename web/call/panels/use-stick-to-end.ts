/** Keeps a scrolled list at its end as it grows, unless the viewer has scrolled away from the end. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** A list this close to its end, in px, counts as being at its end. */
const NEAR = 24;

interface StickToEnd<T> {
  readonly box: RefObject<T | null>;
  readonly onScroll: () => void;
}

/**
 * `newest` must change when the list grows. A last item taller than the list is shown from its top with `'read'`, and at
 * its bottom with `'watched'`.
 */
export function useStickToEnd<T extends HTMLElement>(
  newest: unknown,
  last: 'watched' | 'read',
): StickToEnd<T> {
  const box = useRef<T>(null);
  const sticks = useRef(true);
  const endOf = (list: T): number => {
    const bottom = list.scrollHeight - list.clientHeight;
    const item = list.lastElementChild;
    if (last === 'watched' || !item) return bottom;
    return Math.min(
      bottom,
      list.scrollTop + item.getBoundingClientRect().top - list.getBoundingClientRect().top,
    );
  };
  useLayoutEffect(() => {
    if (box.current && sticks.current) box.current.scrollTop = endOf(box.current);
  }, [newest]);
  const onScroll = (): void => {
    if (box.current) sticks.current = box.current.scrollTop > endOf(box.current) - NEAR;
  };
  return { box, onScroll };
}
