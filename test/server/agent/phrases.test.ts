/** The phrases of each language by which dictation is recognised. */
import { describe, expect, it } from 'vitest';
import { overlapKindOf } from '../../../machines/interruption.ts';
import { PHRASE_LANGUAGES, phrasesOf } from '../../../server/agent/phrases.ts';
import { patternOf } from '../../../server/agent/turn-taking.ts';

describe('the phrases of a language', () => {
  it.each(PHRASE_LANGUAGES)('of %s are told apart, each by itself', (language) => {
    const { acknowledgements = [], interruptions = [] } = phrasesOf(language) ?? {};
    const plan = { numWords: 99, acknowledgements, interruptions };
    for (const phrase of interruptions)
      expect([phrase, overlapKindOf(phrase, plan)]).toEqual([phrase, 'interruption']);
    for (const phrase of acknowledgements)
      expect([phrase, overlapKindOf(`${phrase}.`, plan)]).toEqual([phrase, 'acknowledgement']);
  });
});

describe('the phrases of a language with several scripts', () => {
  // NousResearch/hermes-agent#81158, juspay/clairvoyance#589: a transcript has the characters of the vendor's choice.
  it.each([
    ['zh-TW', '對對，沒錯。', 'acknowledgement'],
    ['zh-TW', '不對', 'interruption'],
    ['zh-TW', '我有個問題', 'interruption'],
    ['zh-HK', '係呀', 'acknowledgement'],
    ['zh-HK', '等陣', 'interruption'],
    ['zh-CN', '没错', 'acknowledgement'],
    ['hi', 'हाँ जी', 'acknowledgement'],
    ['hi', 'haan ji, theek hai', 'acknowledgement'],
    ['hi', 'ek minute', 'interruption'],
    ['zh-CN', '是的是的，谢谢', 'acknowledgement'],
    ['ja', 'はいー、そうなんですね', 'acknowledgement'],
    ['ja', 'へー、いや', 'interruption'],
  ])('in %s know %j as %s', (language, text, kind) => {
    const { acknowledgements = [], interruptions = [] } = phrasesOf(language) ?? {};
    expect(overlapKindOf(text, { numWords: 99, acknowledgements, interruptions })).toBe(kind);
  });
});

describe('the phrases of English', () => {
  // livekit/livekit#4270, livekit/agents#4450: a listener's sounds and hesitations, in the spellings of vendors.
  // livekit/agents PR#6750: thanks are none of a caller who wants the floor.
  it.each(['Thank you.', 'Okay, thanks.', 'That’s right, I know.'])('know %j', (text) => {
    const { acknowledgements = [], interruptions = [] } = phrasesOf('en') ?? {};
    expect(overlapKindOf(text, { numWords: 2, acknowledgements, interruptions })).toBe('acknowledgement');
  });

  it.each(['Yeah, ok, mmh.', 'Mhmm.', 'Uh, um', 'Mm-hmm, hmm.', 'Mmhmm', 'Umm'])('know %j', (text) => {
    const { acknowledgements = [], interruptions = [] } = phrasesOf('en') ?? {};
    expect(overlapKindOf(text, { numWords: 0, acknowledgements, interruptions })).toBe('acknowledgement');
  });
});

describe('the sounds and agreements of a listener', () => {
  it.each([
    ['en', 'Gotcha.', 'livekit/agents PR#4543'],
    ['en', 'Ooh, absolutely, sounds good.', 'livekit/agents PR#4543, of its kind'],
    ['de', 'Öhm, ja.', 'VivaDicta PR#237'],
    ['es', 'Ehm, eeee', 'VivaDicta PR#237'],
    ['fr', 'Heu, oui.', 'VivaDicta PR#237'],
    ['ru', 'Ээээ, да', 'VivaDicta PR#237'],
    ['hi', 'Haa, haa.', 'livekit/agents#6033'],
    ['hi', 'हाँजी', 'livekit/agents#6033'],
    ['hi', 'Yeah, okay', 'livekit/agents#6033'],
  ])('are known in %s: %j (%s)', (language, text) => {
    const { acknowledgements = [], interruptions = [] } = phrasesOf(language) ?? {};
    expect(overlapKindOf(text, { numWords: 0, acknowledgements, interruptions })).toBe('acknowledgement');
  });
});

describe('the rules for dictation', () => {
  const ASKED: Readonly<Record<string, string>> = {
    en: 'Sure. What is your phone number?',
    de: 'Gern. Wie ist Ihre Telefonnummer bitte?',
    es: 'Claro. ¿Cuál es su número de teléfono?',
    fr: 'Bien sûr. Quel est votre numéro de téléphone ?',
    it: 'Certo. Qual è il suo numero di telefono?',
    pt: 'Claro. Qual é o seu número de telefone?',
    nl: 'Natuurlijk. Wat is uw telefoonnummer?',
    pl: 'Jasne. Jaki jest pana numer telefonu?',
    tr: 'Tabii. Telefon numaranızı söyler misiniz?',
    ru: 'Конечно. Назовите, пожалуйста, ваш номер телефона.',
    ar: 'بالتأكيد. ما رقم هاتفك؟',
    hi: 'ज़रूर। आपका फ़ोन नंबर क्या है?',
    ja: 'かしこまりました。お電話番号を教えていただけますか？',
    zh: '好的。请问您的电话号码是多少？',
    ko: '네. 전화번호를 말씀해 주시겠어요?',
  };
  const SAYING: Readonly<Record<string, string>> = {
    en: 'my number is five five five',
    de: 'meine Nummer ist fünf fünf sieben',
    es: 'mi número es cinco cinco siete',
    fr: 'mon numéro est cinq cinq sept',
    it: 'il mio numero è cinque cinque sette',
    pt: 'meu número é cinco cinco sete',
    nl: 'mijn nummer is vijf vijf zeven',
    pl: 'mój numer to pięć pięć siedem',
    tr: 'numaram beş beş yedi',
    ru: 'мой номер пять пять семь',
    ar: 'رقمي خمسة خمسة سبعة',
    hi: 'मेरा नंबर है पाँच पाँच सात',
    ja: '番号はゼロ九ゼロの一二三',
    zh: '我的号码是一三五',
    ko: '제 번호는 공일공에 오오칠',
  };

  it.each(PHRASE_LANGUAGES)('recognise in %s what was asked and what is being said', (language) => {
    const { asked = '', saying = '' } = phrasesOf(language)?.dictation ?? {};
    expect(ASKED[language]).toMatch(patternOf(asked));
    expect(SAYING[language]).toMatch(patternOf(saying));
    expect('1 2 3').toMatch(patternOf(saying));
    expect('j o h n').toMatch(patternOf(saying));
  });

  it.each([
    ['ar', '١ ٢ ٣'],
    ['hi', '१ २ ३'],
    ['ja', '０９０'],
    ['zh', '一三五'],
  ])('recognise the digits of %s: %j', (language, text) => {
    expect(text).toMatch(patternOf(phrasesOf(language)?.dictation.saying ?? ''));
  });

  it.each([
    ['it', 'Come posso aiutarla oggi?', 'vorrei un tavolo per due'],
    ['pt', 'Como posso ajudar?', 'queria uma mesa para dois'],
    ['nl', 'Waarmee kan ik u helpen?', 'ik wil graag een tafel voor twee'],
    ['pl', 'W czym mogę pomóc?', 'poproszę stolik dla dwóch osób'],
    ['tr', 'Size nasıl yardımcı olabilirim?', 'iki kişilik bir masa istiyorum'],
    ['ru', 'Чем могу помочь?', 'мне нужен столик на двоих'],
    ['ar', 'كيف يمكنني مساعدتك؟', 'أريد طاولة لشخصين'],
    ['hi', 'मैं आपकी क्या मदद कर सकता हूँ?', 'मुझे दो लोगों के लिए मेज़ चाहिए'],
    ['ja', '本日はどのようなご用件でしょうか？', '二人で予約したいです'],
    ['zh', '请问有什么可以帮您？', '我想订两个人的座位'],
    ['ko', '무엇을 도와드릴까요?', '두 명 예약하고 싶어요'],
  ])('leave alone in %s what is no dictation: %j, %j', (language, question, words) => {
    const { asked = '', saying = '' } = phrasesOf(language)?.dictation ?? {};
    expect(question).not.toMatch(patternOf(asked));
    expect(words).not.toMatch(patternOf(saying));
  });

  it.each([
    'Please tell me your phone number.',
    'Please spell your last name.',
    "What's your number? Take your time.",
    'What is your card number? Are you still there?',
    'Could I have your e-mail address?',
  ])('recognise that %j asks for something to be dictated', (text) => {
    expect(text).toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });

  it.each([
    'We open at nine',
    'I would like a',
    'Is that you',
    'It was five',
    'A table for two at seven.',
    'A table for two at seven',
    'My number is five five five.',
  ])('leave %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.saying ?? ''));
  });

  it.each([
    'What time is it?',
    'How can I help you today?',
    'The number is 5. Is that right?',
    'Would you like our address?',
  ])('leave the question %j alone', (text) => {
    expect(text).not.toMatch(patternOf(phrasesOf('en')?.dictation.asked ?? ''));
  });
});
