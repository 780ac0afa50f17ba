/** Names in HTML and SSML that are markup wherever they stand between `<` and `>`, and characters written by name. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Tags that separate what stands before and behind them. */
export const BREAKING_TAGS: ReadonlySet<string> = new Set(
  words(`
    br p div hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr td th table caption blockquote pre section article break
    details summary figure figcaption header footer main nav aside form fieldset legend option center
  `),
);

/** Tags around words: of HTML, of the voices' markup, and those that models put around an answer. */
export const INLINE_TAGS: ReadonlySet<string> = new Set(
  words(`
    a abbr b bdi bdo big button cite code del dfn em font i img input ins kbd label mark q s samp select small span
    strike strong sub sup tbody tfoot thead time tt u var wbr
    audio emphasis lang phoneme prosody say-as speak spell voice speed emotion volume express-as effect style w
    happy sad angry excited surprise surprised whispering laughing sighing
    laugh-speak sing-song build-intensity decrease-intensity soft loud slow fast scream throatclear math
    flush pause whisper shout sound laugh chuckle giggle sigh cough sniffle gasp groan yawn breath breathe cry sob
    response answer reply output speech say utterance
  `),
);

/** Vendors' own kinds of SSML, written before the name: `<mstts:express-as>`. */
export const NAMESPACE = /^(?:mstts|amazon|google):/;

/** Characters by their name in HTML. An unknown name stays as it is written. */
export const ENTITIES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    ensp: ' ',
    emsp: ' ',
    thinsp: ' ',
    ndash: '–',
    mdash: '—',
    minus: '−',
    hellip: '…',
    bull: '•',
    middot: '·',
    lsquo: '‘',
    rsquo: '’',
    sbquo: '‚',
    ldquo: '“',
    rdquo: '”',
    bdquo: '„',
    laquo: '«',
    raquo: '»',
    euro: '€',
    pound: '£',
    yen: '¥',
    cent: '¢',
    deg: '°',
    plusmn: '±',
    times: '×',
    divide: '÷',
    frac12: '½',
    frac14: '¼',
    copy: '©',
    reg: '®',
    trade: '™',
    sect: '§',
    para: '¶',
    shy: '',
    ZeroWidthSpace: '',
    zwnj: '\u200C',
    zwj: '\u200D',
    szlig: 'ß',
    aelig: 'æ',
    AElig: 'Æ',
    oelig: 'œ',
    OElig: 'Œ',
    oslash: 'ø',
    Oslash: 'Ø',
    eth: 'ð',
    thorn: 'þ',
    ordf: 'ª',
    ordm: 'º',
    iquest: '¿',
    iexcl: '¡',
    lsaquo: '‹',
    rsaquo: '›',
    larr: '←',
    rarr: '→',
    le: '≤',
    ge: '≥',
    ne: '≠',
    asymp: '≈',
    infin: '∞',
    micro: 'µ',
    frac34: '¾',
    sup2: '²',
    sup3: '³',
    permil: '‰',
    prime: '′',
    Prime: '″',
    lbrack: '[',
    rbrack: ']',
    lpar: '(',
    rpar: ')',
    num: '#',
    ast: '*',
    lowbar: '_',
    commat: '@',
    percnt: '%',
    dollar: '$',
    plus: '+',
    equals: '=',
    comma: ',',
    period: '.',
    colon: ':',
    semi: ';',
    sol: '/',
    excl: '!',
    quest: '?',
    hyphen: '‐',
    Tab: ' ',
    NewLine: '\n',
  }),
);
