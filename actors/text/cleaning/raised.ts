/** Powers, as the raised characters that voices know. */

const RAISED: ReadonlyMap<string, string> = new Map(
  ['0⁰', '1¹', '2²', '3³', '4⁴', '5⁵', '6⁶', '7⁷', '8⁸', '9⁹', '+⁺', '-⁻', '−⁻'].map(
    ([plain = '', raised = '']): [string, string] => [plain, raised],
  ),
);

/** A figure as it is raised: `-3` is `⁻³`. */
export const raised = (figure: string): string =>
  [...figure].map((char) => RAISED.get(char) ?? char).join('');
