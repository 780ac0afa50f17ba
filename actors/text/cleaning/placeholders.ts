/**
 * Characters that the stages of the cleaner pass to each other and that never reach a voice. All are Unicode
 * noncharacters: `characters.ts` drops them from the written text.
 */

/** Something that is not said, an emoji or a citation: between two words it is the blank. */
export const GAP = '\uFDD0';
/** The border between two cells of a table row: said as a pause. */
export const CELL = '\uFDD1';
/** A blank that is said only before more text of its line. */
export const SOFT_BLANK = '\uFDD2';
