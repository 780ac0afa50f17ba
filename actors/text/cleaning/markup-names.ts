/** Names in HTML and SSML that are markup wherever they stand between `<` and `>`, and characters written by name. */

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Tags that separate what stands before and behind them. */
export const BREAKING_TAGS: ReadonlySet<string> = new Set(
  words('br p div hr li ul ol dl dt dd h1 h2 h3 h4 h5 h6 tr table blockquote pre section article break'),
);

/** Tags around words, of HTML and of the voices' markup. */
export const INLINE_TAGS: ReadonlySet<string> = new Set(
  words(`
    a abbr b bdi bdo big cite code del details dfn em font i img ins kbd mark q s samp small span strike strong sub
    summary sup tbody td tfoot th thead time tt u var wbr
    audio emphasis lang phoneme prosody say-as speak spell voice speed emotion volume
  `),
);

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
    frac34: '¾',
    copy: '©',
    reg: '®',
    trade: '™',
    sect: '§',
    para: '¶',
    shy: '',
    zwnj: '\u200C',
    zwj: '\u200D',
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    eacute: 'é',
    egrave: 'è',
    agrave: 'à',
    ccedil: 'ç',
    ntilde: 'ñ',
    aacute: 'á',
    iacute: 'í',
    oacute: 'ó',
    uacute: 'ú',
    iquest: '¿',
    iexcl: '¡',
  }),
);
