/**
 * Sounds and gestures by name, as models write them beside what they say, and recognizers instead of words: `[laughs]`,
 * `*sighs*`, `(pauses)`, `[BLANK_AUDIO]`. A voice would read them out, and a model would answer them.
 *
 * A name is known by its words: what stands in brackets may as well be a choice, a placeholder or what a vendor has
 * redacted (`[yes]`, `[Name]`, `[PHONE_NUMBER_1]`).
 */

/** The verbs of stage directions, and in other languages those of the commonest. */
const ACTS = [
  'laugh(?:s|ing|ter)?|chuckl(?:es?|ing)|giggl(?:es?|ing)|smil(?:es?|ing)|grin(?:s|ning)?|smirk(?:s|ing)?',
  'sigh(?:s|ing)?|paus(?:es?|ing)|nod(?:s|ding)|shrug(?:s|ging)|wink(?:s|ing)?|whisper(?:s|ing)?',
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

/** Stage directions of a movement: the verb and a word more, because most of these verbs mean other things as well. */
const MOVES =
  /^(?!turns out)(?:waves|holds|raises|tilts|leans|looks|gazes|glances|steps|walks|extends|shakes|rubs|scratches|rolls|crosses|bows|blinks|claps|points|gestures|adjusts|pats|reaches|sits|stands|puts|places|turns|taps|thinks) (?:his|her|their|its|my|your|out|up|down|back|over|around|away|forward|closer|toward|towards|at|into|hands?|\p{L}+ly)(?: \p{L}+){0,6}[.!…]?$/iu;
/** An answer that says that there is none. */
const UNSAID =
  /^(?:silence|silent|no (?:response|reply|answer)|says nothing|(?:stays|remains|keeps) (?:silent|quiet))[.…]?$/i;

/** What a recognizer has heard instead of words. */
const NOISE =
  /^(?:blank[_ ]audio|no[_ ](?:audio|speech|sound)|silence|pause|(?:\p{L}+[_ ])?(?:music|noise|noises|applause|chatter|static|laughter)(?:[_ ]playing)?|inaudible|unintelligible|indistinct|crosstalk|cough(?:s|ing)?|beep(?:s|ing)?|ring(?:s|ing)|click(?:s|ing)?|typing|breathing|clapping|crying|sound)$/iu;
/** Audio tags, which tell expressive TTS models how to speak; a vendor's other models read the words out. */
const TONE =
  /^(?:(?:excited|sarcastic|curious|cheerful|sad|calm|warm|soft|mischievous|playful|slow|nervous|thoughtful|patient|serious|hopeful|confident|hesitant|tired|quiet|surprised|confused|concerned|relieved|frustrated|empathetic|sympathetic|apologetic|reassuring|dramatic|inquisitive|joyful|fearful|disgusted|amused)(?:ly)*|happ(?:y|ily)|angr(?:y|ily)|gent(?:le|ly)|deadpan|crying|singing|sings|wheezing|applause|shout(?:s|ing)|rushed|stammers|trailing off|mocking|tsk|hum-tune|tongue-click|lip-smack|(?:in|ex)hale|gasp|yawn|sneezes?|throat[- ]clear(?:ing)?|yells?|screams?|(?:emotion|pace)=\w+|(?:(?:strong|thick|heavy|slight|light) )?\p{Lu}\p{L}+ accent)$/iu;
/** `[pause 2s]`, `[long pause]` */
const TIMED =
  /^(?:pause[: ]\d+(?:\.\d+)? ?(?:m?s|seconds?)|(?:very )?(?:short|long|brief|dramatic|slight|awkward)[ -](?:pause|silence))$/i;

/** In emphasis these are a request: `*Pause* your subscription`. */
const REQUEST =
  /^(?:silen(?:ce|t)|laugh|chuckle|giggle|smile|grin|smirk|sigh|pause|nod|shrug|wink|whisper|beat|ride|rit)$/i;

/** Whether the words of a parenthesis are a stage direction. */
export const isAct = (text: string): boolean => ACT.test(text) || DESCRIBED.test(text) || UNSAID.test(text);

/** Whether the words between two marks of emphasis are a stage direction. */
export const isStageDirection = (text: string): boolean =>
  (isAct(text) && !REQUEST.test(text)) || MOVES.test(text);

/** Whether these words in square brackets name a sound, an act or a tone. */
export const isSoundName = (text: string): boolean =>
  [ACT, NOISE, TONE, TIMED, UNSAID].some((kind) => kind.test(text));

const WORD = /[\p{L}\p{N}]/u;
const IN_BRACKETS = /[[(]([^\])]*)[\])]/g;

/**
 * Whether a transcript has words, and not only names of sounds or marks. Of a cough or a click some vendors write marks alone:
 * block/buzz PR#6497, innate-os PR#752.
 */
export const hasWords = (transcript: string): boolean =>
  WORD.test(
    transcript.replaceAll(IN_BRACKETS, (whole, name: string) => (isSoundName(name.trim()) ? '' : whole)),
  );
