/** A few buttons in a row, of which one is chosen. */
import './segments.css';

interface SegmentsProps<T> {
  /** Name of the choice, for screen readers. */
  readonly label: string;
  readonly options: readonly { readonly value: T; readonly label: string; readonly count?: number }[];
  readonly chosen: T;
  readonly onChoose: (value: T) => void;
}

export function Segments<T>({ label, options, chosen, onChoose }: SegmentsProps<T>) {
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{label}</legend>
      {options.map(({ value, label: name, count }) => (
        <button key={name} type="button" aria-pressed={value === chosen} onClick={() => onChoose(value)}>
          {name}
          {count !== undefined && <span class="figure soft">{count}</span>}
        </button>
      ))}
    </fieldset>
  );
}
