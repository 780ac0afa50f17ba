/**
 * Sounds and gestures by name, as models write them beside what they say, and recognizers instead of words: `[laughs]`,
 * `*sighs*`, `(pauses)`, `[BLANK_AUDIO]`. A voice would read them out, and a model would answer them.
 *
 * A name is known by its words: what stands in brackets may as well be a choice, a placeholder or what a vendor has
 * redacted (`[yes]`, `[Name]`, `[PHONE_NUMBER_1]`).
 */

/** What somebody is written to do; the words of other languages are those of the same few acts. */
const ACTS = [
  'laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|giggl(?:es?|ing)|smil(?:es?|ing)|grin(?:s|ning)?|smirk(?:s|ing)?',
  'sigh(?:s|ing)?|paus(?:es?|ing)|nod(?:s|ding)|shrug(?:s|ging)|wink(?:s|ing)?|whisper(?:s|ing)',
  'coughs|gasps|yawns|sniffl?e?s|snorts|gulps|exhales|inhales|breathes|hums|beat',
  'clear(?:s|ing) (?:(?:his|her|their|my) )?throat|(?:takes|taking) (?:a )?(?:deep )?breath',
  'lacht|seufzt|lächelt|kichert|räuspert sich|nickt|lachend|lächelnd',
  '(?:se )?ríe|risas?|suspira|sonríe|asiente|pausa|rires?|rit|soupire|sourit|ride|risata|sospira|sorride|risos?|sorri',
  '笑|笑い|ため息',
].join('|');
const MANNER = '(?:\\p{L}+ly|a bit|a little|briefly|deeply|for a moment|in|out|to (?:him|her|it)self)';
const ACT = new RegExp(`^(?:${MANNER},? )*(?:${ACTS})(?:,? ${MANNER})*[.!…]?$`, 'iu');
/** `a long, slow sigh` */
const DESCRIBED = /^(?:\p{L}+,? ){1,5}(?:laugh|chuckle|giggle|smile|grin|sigh|pause|breath)[.!…]?$/iu;

/** What a recognizer has heard instead of words. */
const NOISE =
  /^(?:blank[_ ]audio|no[_ ](?:audio|speech|sound)|silence|pause|(?:\p{L}+[_ ])?(?:music|noise|noises|applause|chatter|static|laughter)(?:[_ ]playing)?|inaudible|unintelligible|indistinct|crosstalk|cough(?:s|ing)?|beep(?:s|ing)?|ring(?:s|ing)|click(?:s|ing)?|typing|breathing|clapping|crying|sound)$/iu;
/** How newer voices are told to speak; other models of the same vendor read the words out. */
const TONE =
  /^(?:excited|sarcastic|curious|cheerful|happy|sad|angry|calm|warm|gentle|soft|mischievous|playful|crying|singing|sings|wheezing|applause)(?:ly)?$/iu;
/** `[pause 2s]` */
const TIMED = /^pause[: ]\d+(?:\.\d+)? ?(?:m?s|seconds?)$/i;

/** In emphasis these are a request: `*Pause* your subscription`. */
const REQUEST = /^(?:laugh|chuckle|giggle|smile|grin|smirk|sigh|pause|nod|shrug|wink|beat|ride|rit)$/i;

/** Whether these words in a parenthesis say what somebody does. */
export const isAct = (text: string): boolean => ACT.test(text) || DESCRIBED.test(text);

/** Whether these words between two marks of emphasis say what somebody does. */
export const isStageDirection = (text: string): boolean => isAct(text) && !REQUEST.test(text);

/** Whether these words in square brackets name a sound, an act or a tone. */
export const isSoundName = (text: string): boolean =>
  ACT.test(text) || NOISE.test(text) || TONE.test(text) || TIMED.test(text);

const IN_BRACKETS = /[[(]([^\])]*)[\])]/g;

/** The words of a transcript: none when it only names sounds. */
export const withoutSounds = (transcript: string): string => {
  if (!/[[(]/.test(transcript)) return transcript;
  const rest = transcript.replaceAll(IN_BRACKETS, (whole, name: string) =>
    isSoundName(name.trim()) ? '' : whole,
  );
  return /[\p{L}\p{N}]/u.test(rest) ? transcript : '';
};
