/**
 * What of a written text is said: markup goes, everything else stays. Each row names the report, or the documentation,
 * that showed its kind; rows without one are our own.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpeechCleaner } from '../../../actors/text/speech-cleaner.ts';
import { clean } from './clean.ts';

const said = (written: string) => clean(written).trim().replaceAll(/\s+/g, ' ');

type Row = readonly [written: string, spoken: string, source?: string];

const EMPHASIS: readonly Row[] = [
  ['**Bold**, _soft_ and `code`, ~~gone~~', 'Bold, soft and code, gone'],
  ['__bold__ ___both___ ***both***', 'bold both both', 'vellum-ai/vellum-assistant#20731'],
  ['*Hello **world***', 'Hello world', 'vellum-ai/vellum-assistant#20731'],
  ['edge**cases***here* and multiple**bold**words', 'edgecaseshere and multipleboldwords', 'pipecat tests'],
  ['**Note:** we close at six', 'Note: we close at six', 'isair/jarvis#234'],
  ['**🎂 Cake:** 29 dollars', 'Cake: 29 dollars', 'NousResearch/hermes-agent#25956'],
  ['"**Hi**" (*a*) *"quoted"*', '"Hi" (a) "quoted"'],
  ['这是**重点**内容，*也是*这个', '这是重点内容，也是这个', 'n4ze3m/page-assist#387'],
  ['이것은 **중요**합니다', '이것은 중요합니다', 'n4ze3m/page-assist#387'],
  ['**What time?**We open at nine', 'What time?We open at nine'],
  ['Use `console.log` and ``a`b``', 'Use console.log and a`b', 'pipecat tests'],
  [
    'Please press (**1**) or **$5**, "**\u20ac5**"',
    'Please press (1) or $5, "\u20ac5"',
    'livekit/agents#5482',
  ],
  ['This is ==important==, _so_. Yes', 'This is important, so. Yes', 'Obsidian and GitLab, highlighting'],
  ['`my_var_name` and `a*b*c` stay whole', 'my_var_name and a*b*c stay whole', 'chenhg5/cc-connect#877'],
];

const LATEX: readonly Row[] = [
  ['Half is \\frac{1}{2}, or $\\frac{a+b}{2}$', 'Half is 1/2, or (a+b)/2', 'THU-MAIC/OpenMAIC#1564'],
  [
    'with $x + 4y \\leq 24$ and $5 left',
    'with x + 4y ≤ 24 and $5 left',
    'adrianlyjak/obsidian-aloud-tts#133',
  ],
  ['\\(x^2 + y^{10}\\) and 2^10', '(x² + y¹⁰) and 2¹⁰', 'HKUDS/DeepTutor#1532'],
  ['3 \\times 4 = 12 \\neq 13, \\sqrt{2}, \\pi', '3 × 4 = 12 ≠ 13, √2, π', 'pnnbao97/VieNeu-TTS#178'],
  [
    '\\boxed{42} \\text{km} \\begin{cases}a\\end{cases}',
    '42 km a',
    'hutchresearch/latex2speech#104, its kind',
  ],
  [
    'C:\\times\\to, C:\\Users\\pi, \\foo{1}, \\alphabet',
    'C:\\times\\to, C:\\Users\\pi, \\foo{1}, \\alphabet',
  ],
  ['a^b, ^2 and fact^[1]^', 'a^b, ^2 and fact'],
  ['10^{-3} or 5^-2, x^-y, ^-^', '10⁻³ or 5⁻², x^-y, ^-^', 'HKUDS/DeepTutor#1532, its kind'],
];

const UNSPOKEN: readonly Row[] = [
  ['Hi :smile: there. :+1:', 'Hi there.', 'bonusly/gemojione#59, how chats write emoji'],
  ['Note: 9:30:15, 3:2:1, a::b:: :b:, :(a) ;b', 'Note: 9:30:15, 3:2:1, a::b:: :b:, :(a) ;b'],
  ["Thanks :) See you ;-). So :D, :'( :P", 'Thanks See you . So ,', 'upstage-org/upstage#337'],
  ['Hi (^_^) there (◕‿◕)! (…) (!) (--)', 'Hi there ! (…) (!) (--)', 'upstage-org/upstage#337, its kind'],
  ['你好 (＾▽＾) 呀 (´・ω・`) (ʘ‿ʘ) (T_T) (*^_^*)。', '你好 呀 。', 'AstrBotDevs/AstrBot#3517'],
  ['Sure ¯\\_(ツ)_/¯ ok ¯\\\\\\_(ツ)\\_/¯. (>_<)', 'Sure ok .', 'AstrBotDevs/AstrBot#3517, its kind'],
  [
    '(a_b) (a+b) (ω=α) (re-o-do) (°C) (*) (é) (x.y.x) ¯_x',
    '(a_b) (a+b) (ω=α) (re-o-do) (°C) (*) (é) (x.y.x) ¯_x',
  ],
  ['*Holds out hand* Nice. *looks at you* Hi', 'Nice. Hi', 'open-webui/open-webui#9066'],
  ['*Points* count. *Turns out* so. *Steps to take*', 'Points count. Turns out so. Steps to take'],
  ['[gently] Hi. [thoughtful] So.', 'Hi. So.', 'lifemate-ai/familiar-ai PR#46, pipecat-ai/pipecat#5601'],
  ['[short pause] Hi. [French accent] Oui. [nervous]', 'Hi. Oui.', 'jasonsurratt/storybook#66'],
  ['(silence) [no response] *Silence* is golden', 'Silence is golden', 'NousResearch/hermes-agent#46917'],
  [
    '[inquisitive] What? [whisper] Hi. [warmlyly] <happy>So</happy> <sad>it is.',
    'What? Hi. So it is.',
    'inworld-ai/tts#18, openclaw/openclaw PR#72229, elevenlabs/elevenlabs-swift-sdk#184, fishaudio/fish-speech PR#1180',
  ],
  [
    '[tsk] So. [long-pause] Ah. [emotion=calm][pace=slow] <slow>Well</slow> <laugh-speak>ok</laugh-speak>. [yells] No.',
    'So. Ah. Well ok. No.',
    'livekit/agents PR#6344, moeru-ai/airi PR#1026, docs.mistral.ai: emotion and pace tags',
  ],
  [
    'Press [exit], [pace yourself], [size=5], <quick> or [fast]',
    'Press [exit], [pace yourself], [size=5], <quick> or [fast]',
  ],
  ['*Whisper* it. A [neutral] one, <happily>, [fear]', 'Whisper it. A [neutral] one, <happily>, [fear]'],
  ['[laughs] Sure. [sigh] [chuckles softly]', 'Sure.', 'kyutai-labs/unmute#177'],
  ['*a slow, deliberate pause* So. *Smiles.*', 'So.', 'kyutai-labs/unmute#158'],
  ['(clears throat) Hello (laughing)!', 'Hello !', 'kyutai-labs/unmute#177, its kind'],
  ['[excited] We won! [pause 2s] Right.', 'We won! Right.', 'elevenlabs.io/docs, audio tags of v3'],
  ['*lacht* Gern. [risas] Claro. （笑）はい', 'Gern. Claro. はい'],
  ['She *laughs* a lot. *Pause* it. **Smiles** help', 'She laughs a lot. Pause it. Smiles help'],
  ['[Name], [yes] (see below) (coughing) (重要)', '[Name], [yes] (see below) (coughing) (重要)'],
];

const NO_EMPHASIS: readonly Row[] = [
  ['write to jane_roe@example.com', 'write to jane_roe@example.com', 'huggingface/speech-to-speech#344'],
  ['_jane_@x.com, __init__.py or _.map', '_jane_@x.com, __init__.py or _.map', 'kramdown#488, its kind'],
  ['6{x}_{1} + f(x)_{2} and a[0]_b_', '6{x}_{1} + f(x)_{2} and a[0]_b_', 'obsidian-aloud-tts#133'],
  ['a == b, x==y and ==more', 'a == b, x==y and ==more'],
  [
    '-3%, +8.3%, 09:30, 2026-09-03 or 3:1',
    '-3%, +8.3%, 09:30, 2026-09-03 or 3:1',
    'EKKOLearnAI/hermes-studio#2877',
  ],
  ['Dial ## or *#06#, C++ and F#', 'Dial ## or *#06#, C++ and F#'],
  ['example.com/my_page or /_next/_a_', 'example.com/my_page or /_next/_a_', 'kramdown#488'],
  ['use some_function_name and my__var', 'use some_function_name and my__var', 'openclaw/openclaw#53773'],
  ['5 * 3 = 15', '5 * 3 = 15', 'NousResearch/hermes-agent#28731'],
  ['Rated 5* overall; see *this* here', 'Rated 5* overall; see this here', 'onyx-dot-app/onyx#12284'],
  ['5 * 3 is 15 and 4 * 2 is 8', '5 * 3 is 15 and 4 * 2 is 8', 'vellum-ai/vellum-assistant#37366'],
  ['2*3*4, 2**3 and 2 * 3 * 4', '2*3*4, 2**3 and 2 * 3 * 4', 'onyx-dot-app/onyx#12284'],
  ['Some * italic. still* done', 'Some * italic. still* done', 'vellum-ai/vellum-assistant#37366'],
  ['press *', 'press *', 'onyx-dot-app/onyx#12284'],
  ['Press * or #. The * key, the # key', 'Press * or #. The * key, the # key', 'onyx-dot-app/onyx#12284'],
  ['dial *67, *21*5551234# or *9', 'dial *67, *21*5551234# or *9'],
  ['SSN ***-**-6789, **/**/1990, **-**-12', 'SSN ***-**-6789, **/**/1990, **-**-12', 'hidden digits'],
  ['(***) ***-1234 or j***@x.com', '(***) ***-1234 or j***@x.com', 'hidden digits'],
  [`Press "*", '*' or "_" *now*`, `Press "*", '*' or "_" now`, 'onyx-dot-app/onyx#12284, its kind'],
  ['the card **** **** **** 1234', 'the card **** **** **** 1234'],
  ['Kolleg*innen und Freund*innen', 'Kolleg*innen und Freund*innen'],
  ['f**k and s**t, sh*t and f*ck', 'f**k and s**t, sh*t and f*ck'],
  ['~20 people, ~ 5 km, a~b', '~20 people, ~ 5 km, a~b', 'onyx-dot-app/onyx#12284'],
  ['x[1], a[i][j] and [listen] too', 'x[1], a[i][j] and [listen] too', 'vellum-ai/vellum-assistant#20731'],
  ['A note [1] and [a] (b)', 'A note [1] and [a] (b)', 'wikimedia/sentencex README'],
  ['press [1]. Option (b)', 'press [1]. Option (b)'],
  ['Take seat[1], seat[2] or seat[3].', 'Take seat[1], seat[2] or seat[3].'],
  ['don`t, rock `n roll', 'don`t, rock `n roll'],
  ['Hello **world', 'Hello **world', 'vellum-ai/vellum-assistant#20731'],
  [
    '**One\ntwo** __three\nfour__ f**k\n**Note: it\n**Five** six**\n\nseven**',
    'One two three four f**k Note: it Five six seven**',
    'CommonMark, emphasis over a line end',
  ],
  ['*one\ntwo* three', '*one two* three', 'CommonMark, of a blank line'],
  ['a < b and c > d, x <3 y, a<b and c>d', 'a < b and c > d, x <3 y, a<b and c>d', 'xujialiu/Zotero-TTS#127'],
  ['x <y z> w, if a <b or "c">d, <a b="c', 'x <y z> w, if a <b or "c">d, <a b="c'],
  ['List<String> and Hello <name>', 'List<String> and Hello <name>', 'xujialiu/Zotero-TTS#127'],
  ['#1, C#, Issue #42 and #hashtag', '#1, C#, Issue #42 and #hashtag', 'onyx-dot-app/onyx#12284'],
  ['-5 to +7 degrees, +49 30 123', '-5 to +7 degrees, +49 30 123'],
  ['$5, $6 and US$7, $100.50 and €200', '$5, $6 and US$7, $100.50 and €200', 'obsidian-aloud-tts#133'],
  ['100 % of 20 °C & more, 1/2', '100 % of 20 °C & more, 1/2', 'docs.rime.ai, symbols'],
  ['Wow [1] What?! No!! a[1], b[2].', 'Wow [1] What?! No!! a[1], b[2].'],
  ['P(A|B), cat a || b', 'P(A|B), cat a || b'],
  ['22222 is my extension', '22222 is my extension', 'pipecat-ai/pipecat#4674'],
  ['C:\\temp, C:\\new and \\d', 'C:\\temp, C:\\new and \\d'],
  ['Say https:// first, http or Hello', 'Say https:// first, http or Hello'],
];

const LINES: readonly Row[] = [
  [
    '## Hours\n- Monday\n* Tuesday\n+ Friday\n> quoted\n---\n• done',
    'Hours Monday Tuesday Friday quoted done',
  ],
  ['# Title\n\n## Subtitle\n###### Six', 'Title Subtitle Six', 'pipecat-ai/pipecat#4708'],
  ['- # Nested\n> - twice\n- - again\n  * deep', 'Nested twice again deep'],
  ['- [ ] bread\n- [x] cake', 'bread cake', 'GitHub Flavored Markdown, task lists'],
  ['1. Apples\n2) Pears', '1. Apples 2) Pears', 'pipecat tests'],
  ['=====\nMenu\n- - -\nMore\n***\n___', 'Menu More', 'pipecat-ai/pipecat#4674, PR#571'],
  ['=== Menu ===\nBread ----- Cake ====== Tea', 'Menu Bread Cake Tea', 'NousResearch/hermes-agent#25956'],
  ['Sure --- I can -- of course - help. a == b, x-y', 'Sure --- I can -- of course - help. a == b, x-y'],
  ['~~~~~~\nOne\n######## \nTwo\n++++++\nThree', 'One Two Three', 'lines of any mark, not of a fence'],
  ['┌───┬───┐\n│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n━━ Done ▬▬', 'a, b 1, 2 Done', 'tables drawn with lines'],
  ['Sign here: ____ please. Name: ________.', 'Sign here: please. Name: .', 'stanford-oval/genie-server#11'],
  ['Hello\n     __________     \nNext', 'Hello Next', 'microsoft/BotFramework-WebChat#2010'],
  [
    '### Schemes #### Overseas - **Aim:** Help',
    'Schemes Overseas - Aim: Help',
    'microsoft/cognitive-services-speech-sdk-js#802',
  ],
  ['→ One\n➤ Two\n⁃ Three', 'One Two Three', 'nipunsadvilkar/pySBD tests'],
  [
    '##Title\n>Quoted\n-**Bold** item\n○ one\n· two',
    'Title Quoted Bold item one two',
    'labring/FastGPT#3421',
  ],
  ['#hashtag\n>5 people\n> 6 people', '#hashtag >5 people 6 people'],
  [
    '| Name | Price |\n|------|:-----:|\n| Bread | $3 |\n| **Cake** | 4 |',
    'Name, Price Bread, $3 Cake, 4',
    'pipecat-ai/pipecat#571',
  ],
  ['|a|b|\n|-|-|\n|1.|2|', 'a, b 1. 2', 'pipecat-ai/pipecat#571'],
  ['+----+----+\n| a | b |', 'a, b', 'NousResearch/hermes-agent#25956'],
  ['Name | Price\n--- | ---\nCake | 4', 'Name Price Cake 4', 'GitHub Flavored Markdown, tables'],
  ['Here:\n```js\nconst x = 1;\n```\nDone.', 'Here: Done.', 'pipecat-ai/pipecat#571'],
  ['Here: ```js\nconst x = 1;\n``` Done.', 'Here: Done.', 'pipecat-ai/pipecat#571'],
  [
    '```html\n<p>Hello <b>there</b>.</p>\n```\n```html\n<p>x</p>\n```\nBye.',
    'Hello there. Bye.',
    'PsycherosAI/Psycheros#29: a whole answer in a fence for markup',
  ],
  ['Here:\n```html\n<p>x</p>\n```\nDone.', 'Here: Done.', 'PsycherosAI/Psycheros#29, introduced'],
  ['One\\\ntwo, C:\\', 'One two, C:\\', 'CommonMark, hard line breaks'],
  ['~~~\ncode\n```\nmore\n~~~\nDone.', 'Done.', 'CommonMark, fenced code blocks'],
  ['````md\n```\ncode\n```\n````\nDone.', 'Done.', 'CommonMark, fenced code blocks'],
  ['```markdown\n# Hello\n**Hi** there.\n```\nBye.', 'Hello Hi there. Bye.', 'a whole answer in a fence'],
  ['```text\nHello.\n```\n```js\nx\n```\nBye.', 'Hello. Bye.', 'a whole answer in a fence'],
  ['```\nconst neverClosed = 1', '', 'CommonMark, fenced code blocks'],
  ['```hi there``` you', 'hi there you', 'CommonMark, code spans'],
  ['-5 degrees\n#1 is here\n> 5 people', '-5 degrees #1 is here 5 people'],
  ['*9 is a key\n**Bold** line', '*9 is a key Bold line'],
  [
    ':::tip\nOpen now.\n:::\n::: warning Careful\nHot.\n:::',
    'Open now. Careful Hot.',
    'docusaurus.io/docs, admonitions; vitepress.dev, custom containers',
  ],
  ['::: hello\n::a\nNote:::x', '::: hello ::a Note:::x'],
  [
    '> [!NOTE]\n> Open now.\n> [!tip]- Careful.\n[!] Well\n[!sure] Yes',
    'Open now. Careful. [!] Well [!sure] Yes',
    'GitHub and Obsidian, callouts; gamosoft/NoteDiscovery PR#243',
  ],
];

const TOKENS: readonly Row[] = [
  ['See [our site](https://x.com/a_b?c=1) now', 'See our site now', 'labring/FastGPT#3421'],
  ['A ![picture](p.png) here', 'A picture here', 'langgenius/dify#9133'],
  ['[it](https://en.wikipedia.org/wiki/Foo_(bar)) is', 'it is', 'CommonMark, links'],
  ['[Book **now**](tel:+49301 "By phone") ok', 'Book now ok', 'CommonMark, links'],
  ["[our list](<a b.html>) and [this](x.html 'It is')", 'our list and this', 'CommonMark, links'],
  ['It is [a](not closed', 'It is [a](not closed'],
  [
    `Here: ![A cat](data:image/png;base64,${'iVBORw0KGgo/+='.repeat(80)}) and [it](https://x.com/?s=${'a_B'.repeat(300)}) is.`,
    'Here: A cat and it is.',
    'heshengtao/super-agent-party#226',
  ],
  ['[it]( https://a.b/c ) and [it]( see below )', 'it and [it]( see below )', 'CommonMark, links'],
  [
    'See [our site][1] or [the shop][].\n[1]: https://example.com/a "Us"\n[the shop]: <http://x.com>\nBye',
    'See our site or the shop. Bye',
    'Mintplex-Labs/anything-llm#5560',
  ],
  [
    '[1][2] and [yes][no]\n[Note]: this is it\n[x]: https://x.com is ours',
    '[1][2] and [yes][no] [Note]: this is it is ours',
  ],
  ['A claim.[^1]\n[^1]: The note.', 'A claim. The note.', 'GitHub Flavored Markdown, footnotes'],
  ['<mailto:j_r@x.com>', 'j_r@x.com', 'CommonMark, autolinks'],
  ['[Mr. X](see page five) said', '[Mr. X](see page five) said'],
  ['https://www.example.com/a', 'example.com/a', 'pipecat-ai/pipecat#1798'],
  ['See http://example.com. Or HTTPS://X.com/_a_b_/~c', 'See example.com. Or X.com/_a_b_/~c', 'pipecat#1862'],
  [
    'It\\u2019s a caf\\u00E9 \\ud83d\\ude00 so',
    'It’s a café so',
    'can1357/oh-my-pi PR#889, langgenius/dify PR#12807',
  ],
  ['C:\\users\\u12 and \\u', 'C:\\users\\u12 and \\u', 'paths'],
  ['Sure! \\nHere:\\n1. One\\n2. Two\\n\\nThree', 'Sure! Here: 1. One 2. Two Three'],
  ['C:\\dir\\name, D:\\New, a\\n', 'C:\\dir\\name, D:\\New, a', 'paths; a line end that ends the text'],
  ['Hello.\\nHow are you?\\n\\nFine', 'Hello. How are you? Fine'],
  ['[https://www.x.com](https://www.x.com), `http://y.com`', 'x.com, y.com', 'pipecat-ai/pipecat#1862'],
  ['<https://www.x.com/a> or <j_r@x.com>', 'x.com/a or j_r@x.com', 'CommonMark, autolinks'],
  [
    'Hi<br>there, <b>bold</b><br/>a <span class="x y">b</span>',
    'Hi there, bold a b',
    'livekit/agents filter_ssml',
  ],
  [
    '<table><tr><td>4</td><td>5</td></tr></table><details><summary>More</summary>text</details>',
    '4 5 More text',
    'rmusser01/tldw_chatbook#2696',
  ],
  [
    '<response>Hi <laugh> you <sound value="sigh"/></response>',
    'Hi you',
    'livekit/agents#6344, kyutai-labs/unmute#158',
  ],
  [
    '<mstts:express-as style="sad">So</mstts:express-as> <amazon:effect name="a">it</amazon:effect> is',
    'So it is',
    'SSML of Azure and Amazon',
  ],
  ['<order id="5">Pizza</order> is <x:y z=\'1\'/>ready', 'Pizza is ready', 'markup of any name'],
  ['One moment.<flush> It is<flush /> here.', 'One moment. It is here.', 'docs.vapi.ai, flush syntax'],
  [
    '<?xml version="1.0"?>Hi <amazon:auto-breaths>there</amazon:auto-breaths> <bookmark mark="a"/>you',
    'Hi there you',
    'SSML of Amazon and Azure',
  ],
  [
    'Hi</final_response> there</x:y.z> a</ b>',
    'Hi there a</ b>',
    'AidenAI-IO/aiden-firmware PR#447, its kind',
  ],
  [
    '<speak version="1.0" xmlns="http://www.w3.org/x"\n  xml:lang="zh-CN">\n<voice name="a">你好</voice></speak>',
    '你好',
    'openclaw/openclaw#76124',
  ],
  [
    'See <https://x.com/a|our site> or <mailto:a@b.c|write>, <tel:1|call us>.',
    'See our site or write, call us.',
    'thesmallstar/slackify-markdown-python#14: links of Slack',
  ],
  [
    'It was ||the cook||. a || b, c || d||e',
    'It was the cook. a || b, c || d||e',
    'nicola02nb/BetterDiscord-Stuff#14',
  ],
  ['<center>a</center><label>b</label>', 'a b', 'acomminos/Plumble-Legacy#49'],
  [
    'caf&eacute;, &Ccedil;a, &aring;, 5 &le; 6 &frac34;',
    'café, Ça, å, 5 ≤ 6 ¾',
    'dudarenok-maker/Castwright#2311',
  ],
  [
    '10<sup>6</sup>, πr<sup>2</sup> and 10<SUP>-3</SUP> m',
    '10⁶, πr² and 10⁻³ m',
    'edrlab/thorium-reader#3778: without its tags, a power is another number',
  ],
  [
    'A fact<sup>[1]</sup>. Egyptians.<sup>3</sup> So<sup>1,2</sup> it is',
    'A fact. Egyptians. So it is',
    '10up/classifai#659: sources as raised figures',
  ],
  [
    'the 1<sup>st</sup>, H<sub>2</sub>O, x<sup>n</sup>, <sup></sup>a<sup>1 b',
    'the 1st, H2O, xn, a1 b',
    'nvaccess/nvda#15890',
  ],
  [
    'A fact<sup>(23)</sup> or<sup>*4</sup> so. M<sup>me</sup> A, XX<sup>e</sup>&nbsp;siècle, n<sup>(a)</sup>',
    'A fact or so. Mme A, XXe siècle, n(a)',
    'readest/readest#2886',
  ],
  ['<break time="1s"/>Wait <!-- not said -->', 'Wait', 'livekit/agents filter_ssml'],
  [
    'Smith &amp; Sons, 1 &lt; 2&nbsp;m, &#8364;5 &#x263a',
    'Smith & Sons, 1 < 2 m, €5 &#x263a',
    'pipecat tests',
  ],
  ['&lt;br&gt; AT&T; R&D &unknown;', '<br> AT&T; R&D &unknown;', 'pipecat tests'],
  ['\\*escaped\\* and 1\\. or \\_a\\_', '*escaped* and 1. or _a_', 'travisvn/obsidian-edge-tts#77'],
  ['$x^2 + y$ is $\\alpha$ and $$a + b$$, $n$', 'x² + y is α and a + b, n', 'HKUDS/DeepTutor#1532'],
  [
    'Nine【4:0†source】o’clock 【重要】',
    'Nine o’clock 【重要】',
    'Azure-Samples/azure-search-openai-demo#2072',
  ],
  ['Nine\uE200cite\uE202turn0search0\uE201.', 'Nine.', 'OpenAI web search'],
  ['A gas.[1] Rare![2][3, 4] Yes.[17]', 'A gas. Rare! Yes.', 'denizsafak/abogen#112, sentencex tests'],
  ['ある。[1]次です。', 'ある。次です。', 'wikimedia/sentencex tests'],
  [
    'A procedure to assess a thing[1][2][3]. It can[4]! It is[12]',
    'A procedure to assess a thing. It can! It is',
    'BerriAI/litellm#13777, chatboxai/chatbox#2404 (Perplexity)',
  ],
  ['We open at nine[1](https://x.com). Yes.[2](https://x.com)', 'We open at nine. Yes.', 'its kind'],
  ['Call [[911](tel:911)] or [[5](tel:5), now]', 'Call [911] or [5, now]', 'its kind, in brackets'],
  ['Call [911](tel:911) or [42](https://x.com).', 'Call 911 or 42.', 'a number that is the text of a link'],
  ['是一个测试[1][2]。', '是一个测试。', 'BerriAI/litellm#13777, its kind'],
  [
    '[cite_start]We open at nine.[cite: 1, 2] And [cite 5] close',
    'We open at nine. And close',
    'HanaokaYuzu/Gemini-API#148, texts that Gemini wrote',
  ],
  [
    'It rains ([apnews.com](https://apnews.com/a_b?utm_source=openai)), and ([x.org](https://www.x.org), [y.de](http://y.de/#a)) so',
    'It rains , and so',
    'home-assistant/core PR#154292, simonw/llm#837: models of OpenAI that search',
  ],
  [
    'Book ([here](https://x.com)), ([x.com](https://y.com)), (see [x.com](https://x.com)), () or ([1])',
    'Book (here), (x.com), (see x.com), () or ([1])',
    'its kind, text',
  ],
  [
    '上海^[1]^，北京^[2][3]^。 x^2, 2^[a]^ and ^[1]',
    '上海，北京。 x², 2^[a]^ and ^[1]',
    'raised figures, as models are asked for them in Chinese',
  ],
  [
    '<co: 0,2>Best Buy</co: 0,2> was <co: 1>here</co:>, <co: x>',
    'Best Buy was here, <co: x>',
    'Cohere, grounded answers of Command R',
  ],
  [
    'Nine[cite:2598d0ab-1]. Ten [[cite:s0r0]], [[cite:src_1, src_2]] so',
    'Nine. Ten , so',
    'CherryHQ/cherry-studio PR#19780, SolaceLabs/solace-agent-mesh PR#777: sources by their handles',
  ],
  [
    '[Cite: now or later], [citation needed] or [cites: a]',
    '[Cite: now or later], [citation needed] or [cites: a]',
  ],
  [
    'It is warm【3-1】. 【2026-05】, 【重要】',
    'It is warm. 【2026-05】, 【重要】',
    'cubeplexai/cubeplex PR#125',
  ],
  ['A.[citation:2] B [Reference 1] C', 'A. B C', 'deepseek-ai/DeepSeek-V3#1626'],
  [
    'Nine[doc1][doc2], ten [Doc3] so',
    'Nine, ten so',
    'Azure OpenAI on your data, as its avatar samples strip it',
  ],
  ['Nine[^1^]. Ten[4:0†source], [3†L1-L4]so', 'Nine. Ten, so', 'Bing and OpenAI, their kind'],
  ['Nine[[1]](https://x.com), [[2]] and [[a]] or x[[3]]', 'Nine, and [[a]] or x', 'xAI, inline citations'],
  [
    'It rains. \uE200cite\uE202turn0search0\uE202turn1view1\uE201 Yes.',
    'It rains. Yes.',
    'mmeyerlein/meclaw#569',
  ],
  [
    '[cite me], [source code], [Section 5], [doc] or [web]',
    '[cite me], [source code], [Section 5], [doc] or [web]',
  ],
  ['[![now](a.png)](http://b.c) open', 'now open', 'CommonMark, images in links'],
  ['A claim.[^1] Another[^note].', 'A claim. Another.', 'GitHub Flavored Markdown, footnotes'],
];

const CHARACTERS: readonly Row[] = [
  ['你好😊这个功能很棒👍', '你好 这个功能很棒', 'NousResearch/hermes-agent#18598'],
  ['Wow!!!!!!!! Hm.......... so------', 'Wow!!! Hm... so---', 'pipecat-ai/pipecat#4674'],
  ['★★★☆☆ Great ♪ la ♫ ✓ yes', 'Great la yes', 'mattmezza/humux#10'],
  ['One • Two ▪ Three ‣ Four', 'One Two Three Four', 'richardr1126/openreader PR#114'],
  ['col·legi, a◦b', 'col·legi, a◦b', 'richardr1126/openreader PR#114'],
  ['☐ bread ☒ cake ☑ tea', 'bread cake tea', 'mattmezza/humux#10, its kind'],
  ['C♯, ①, ❶ and →', 'C♯, ①, ❶ and →'],
  ['𝗕𝗼𝗹𝗱, 𝘪𝘵𝘢𝘭𝘪𝘤, 𝟙𝟚 and ﬁne', 'Bold, italic, 12 and fine', 'Community-Access/quill#703'],
  ['\u3164\u2800\u115F\u034F', '', 'characters that only look like nothing'],
  ['Great 😀👍🏽 and 👨‍👩‍👧 too ❤️', 'Great and too', 'livekit/agents#3305'],
  ['one👍two', 'one two'],
  ['5️⃣ of ©2024™, *️⃣', '5 of ©2024™, *'],
  ['Ⓐ, 🅑 or 🄲 🅷🅸', 'A, B or C HI', 'daisy/MathCAT PR#524: not spoken'],
  ['Ｓａｍｐｌｅ　１２３ ⓣⓔⓧⓣ', 'Sample １２３ text', 'brailcom/speechd#289'],
  ['𝑤ℎ𝑜, ℝ, №, 5 ℓ, 3 Å, ℮', 'who, R, №, 5 ℓ, 3 Å, ℮', 'nvdajp/nvdajp#463'],
  ['Sᵗ Brieuc, 1ˢᵗ, Mᵐᵉ et 10ᵗʰ', 'St Brieuc, 1st, Mme et 10th', 'woheller69/ttsEngine#118: raised letters'],
  ['x², 2ⁿ, Hawaiʻi, oʻzbek, H₂O', 'x², 2ⁿ, Hawaiʻi, oʻzbek, H₂O'],
  ['T\u0336e\u0336x\u0336t a ≠ b', 'Text a ≠ b', 'InteractionEngineer/PayForMe PR#57: struck by marks'],
  [
    'a&#128512; don&ZeroWidthSpace;t x&#8203;y, a\\u200bb \\u2705 &#x1D400;',
    'a dont xy, ab A',
    'FooSoft/yomichan PR#1475, ken107/read-aloud#425: by their numbers',
  ],
  ['twenty\u2011four\u2010hour', 'twenty-four-hour', 'Aider-AI/aider PR#3851: rare characters'],
  ['\u001B[1;31mHi\u001B[0m there\u009B2K ok [x', 'Hi there ok [x', 'nomic-ai/gpt4all-ts#19'],
  [
    'नमस्ते| आप कैसे हैं || ठीक|a|b',
    'नमस्ते। आप कैसे हैं । ठीक।a|b',
    'anoopkunchukuttan/indic_nlp_library PR#70: a bar for the full stop',
  ],
  ['🇩🇪 ok 🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'ok'],
  ['क्‍ष stays, می‌خواهم stays', 'क्‍ष stays, می‌خواهم stays'],
  ['No‼ What⁉', 'No‼ What⁉'],
  ['\uFEFFze\u200Bro\u00AD\u2060 \u202Aa\u202C\u0000b\u0007', 'zero ab', 'Community-Access/quill#703'],
  ['one\r\ntwo\rthree\u2028four', 'one two three four'],
  ['half \uD83D pair', 'half pair'],
];

const KINDS: readonly (readonly [kind: string, rows: readonly Row[]])[] = [
  ['emphasis and inline code', EMPHASIS],
  ['formulas', LATEX],
  ['what stands for a sound, an act or an emoji', UNSPOKEN],
  ['a mark that is no emphasis', NO_EMPHASIS],
  ['marks of a line', LINES],
  ['links, addresses, tags and names', TOKENS],
  ['emoji and characters that are not seen', CHARACTERS],
];

describe.each(KINDS)('%s', (_, rows) => {
  it.each(rows.map(([written, spoken]) => ({ written, spoken })))(
    '$written is said as $spoken',
    ({ written, spoken }) => {
      expect(said(written)).toBe(spoken);
    },
  );
});

describe('text that is certain', () => {
  it('leaves with the character that makes it so', () => {
    const cleaner = createSpeechCleaner();
    expect([...'Sure! **I** can'].map((char) => cleaner.push(char))).toEqual([
      ...'Sure! ',
      ...['', '', '', '', '', 'I ', ...'can'],
    ]);
  });

  it.each(['**', '*', '_', '`', '~~', '==', '[', '$'])(
    'waits no longer than 60 characters behind %j',
    (mark) => {
      const cleaner = createSpeechCleaner();
      const text = `Sure: ${mark}${'word '.repeat(60)}`;
      let written = 0;
      let spoken = 0;
      for (const char of text) {
        written++;
        spoken += cleaner.push(char).length;
        expect(written - spoken).toBeLessThanOrEqual(60 + 2 * mark.length);
      }
    },
  );

  it('loses the mark that closes it, however far that is', () => {
    const long =
      'We are open from Monday to Friday from seven in the morning until half past six in the evening';
    expect(said(`**${long}.** Come by.`)).toBe(`${long}. Come by.`);
    expect(said(`[${long}](https://example.com/hours) now`)).toBe(`[${long} now`);
  });
});

/** Words with marks at them, as nobody writes markup: no address behind brackets, no known tag or name, no fence. */
const marksOf = (marks: string) =>
  fc.uniqueArray(fc.constantFrom(...marks.split(' ')), { maxLength: 2 }).map((each) => each.join(''));
const token = fc
  .tuple(
    marksOf('* ** _ __ ~~ == ( [ " # ### $ < > | ! \\ +'),
    fc.constantFrom('word', 'two', 'Ärger', 'x1', '42', '3.14', 'a_b', 'a*b', 'j_r@x.com', '日本', 'ไทย'),
    marksOf('* ** _ __ ~~ == ) ] " . , ! ? : % | …'),
  )
  .map((parts) => parts.join(''));
const plain = fc.array(token, { maxLength: 12 }).chain((tokens) =>
  fc
    .array(fc.constantFrom(' ', '  ', '\n', ' * ', ' - ', ' & '), {
      minLength: tokens.length,
      maxLength: tokens.length,
    })
    .map((blanks) => tokens.map((each, i) => each + blanks[i]).join('')),
);
const letters = (text: string) =>
  text
    .split(/\s+/)
    .map((word) => word.replaceAll(/[^\p{L}\p{N}\p{M}]/gu, ''))
    .filter((word) => word !== '');

describe('whatever the text', () => {
  it('no word is lost, and no two are joined', () => {
    fc.assert(
      fc.property(plain, (text) => {
        const rows = text.replaceAll('|', ' | ');
        expect(letters(clean(text).replaceAll(', ', ' ')).join('')).toBe(letters(text).join(''));
        expect(letters(clean(rows))).toEqual(letters(rows));
      }),
      { numRuns: 2_000 },
    );
  });

  it('what is said depends on the characters alone', () => {
    const written = fc.oneof(
      plain,
      fc
        .array(
          fc.constantFrom(
            '**',
            '`',
            '```\n',
            '\n',
            '[a](',
            ')',
            '<b',
            '>',
            '&amp;',
            '😀',
            'h',
            'https://www.',
            '| ',
          ),
          { maxLength: 12 },
        )
        .map((parts) => parts.join('')),
      fc.string({ unit: 'binary', maxLength: 30 }),
    );
    fc.assert(
      fc.property(written, fc.array(fc.nat(60), { maxLength: 6 }), (text, cuts) => {
        const cleaner = createSpeechCleaner();
        const edges = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const parts = edges.slice(1).map((edge, i) => cleaner.push(text.slice(edges[i], edge)));
        expect(parts.join('') + cleaner.end()).toBe(clean(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
