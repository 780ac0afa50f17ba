/**
 * JSON as the formatter of this repository writes it: a value that fits on one line stands on one.
 */
const LINE_WIDTH = 110;

function write(value: unknown, indent: string, before: number): string {
  const line = oneLine(value);
  if (indent.length + before + line.length < LINE_WIDTH || typeof value !== 'object' || value === null)
    return line;
  const inner = `${indent}  `;
  const rows = Array.isArray(value)
    ? value.map((item) => inner + write(item, inner, 0))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `;
        return inner + name + write(item, inner, name.length);
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${rows.join(',\n')}\n${indent}${close}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${oneLine(item)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

export const jsonText = (value: unknown): string => `${write(value, '', 0)}\n`;
