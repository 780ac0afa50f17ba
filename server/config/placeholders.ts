/**
 * Values that examples have where a key belongs, so that a copied example is noticed at the start and not by the first caller.
 *
 * Whoever runs a model of their own gives it such keys on purpose: the caller of `isPlaceholder` leaves those out.
 */

/** Whole values, without regard to case. */
const WORDS =
  /^(?:change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|it|this)|to[-_ ]?do|tbd|fix[-_ ]?me|fill[-_ ]?(?:me|it)?[-_ ]?in|place[-_ ]?holder|dummy|example|secret|password|none|null|nil|undefined|empty|n\/?a|key|token|(?:api|auth)?[-_ ]?(?:key|token))$/i;

const SHAPES: readonly RegExp[] = [
  // <key>, {key}, [key]
  /^[<{[].*[>}\]]$/,
  // your-key-here, my_api_key, sk-your-key, INSERT_KEY, paste your key
  /(?:^|[-_. ])(?:your|my|insert|enter|paste)(?=[-_. ]|$)/i,
  /^(?:your|my)(?:api|auth|secret|key|token)/i,
  // change-me-in-production, replace_with_your_key
  /^(?:change[-_ ]?(?:me|this|it)|replace[-_ ]?(?:me|this|with))[-_ ]/i,
  // key-goes-here
  /[-_. ](?:here|goes[-_ ]here)$/i,
  // sk-..., sk-…, gsk_xxxx, ****
  /\.{3}|…/,
  /^(?:[a-z]{2,8}[-_])*([x*.0_-])\1{3,}$/i,
  // ***, gsk_ab****89: a key as a log or a console shows it
  /^\*{3}$|\*{4}/,
];

/** Whether this is what an example has in place of a key named `key`. */
export const isPlaceholder = (key: string, value: string): boolean =>
  WORDS.test(value) ||
  SHAPES.some((shape) => shape.test(value)) ||
  value.toLowerCase().replace(/[^a-z]/g, '') === key.toLowerCase().replace(/[^a-z]/g, '');
