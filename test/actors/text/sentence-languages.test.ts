/**
 * Sentences in the agent’s language: where a text is cut, where it must not be, and that no language waits longer than
 * another. Each row names the report, or the other project’s own test, that showed its kind.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSpeechChunker } from '../../../actors/text/speech-chunker.ts';

/** A letter at a time: no sentence is ever joined to the next, so every boundary shows. */
function spell(text: string, locale: string): string[] {
  const chunker = createSpeechChunker({ locale });
  const pieces = [...text].flatMap((char) => chunker.push(char));
  return [...pieces, ...chunker.end()].map((piece) => piece.trim());
}

type Row = readonly [locale: string, sentences: readonly string[], source?: string];

/** Written with a blank between two sentences. Without commas, at which the first piece may leave earlier. */
const SENTENCES: readonly Row[] = [
  ['de', ['Ich habe am 3. Juni Geburtstag.', 'Jonas ist Fan vom 1. FC Köln.'], 'fnl/syntok#28'],
  ['de', ['Dies ist nun der 17. Versuch.', 'Beim 2. Mal geht es.'], 'stanfordnlp/stanza#617'],
  ['de', ['Kommst du am 14. oder am 15. März?', 'Der 1. Mai ist frei.'], 'stanfordnlp/stanza#617'],
  ['de', ['Nehmen Sie z. B. Roggen.', 'Oder z.B. Weizen d. h. Brot.'], 'wikimedia/sentencex, de'],
  ['de', ['Hr. Müller und Dr. med. Meyer sind da.', 'Wir haben 1.000,50 Euro.'], 'ebook2audiobook#154'],
  ['de', ['Brot und Saft usw.', 'Bitte kommen Sie.'], 'wikimedia/sentencex, de'],
  ['de-AT', ['Nr. 5 in der Marienstr. 7 ist es.', 'Wir rufen Sie an.']],
  ['de', ['„Gerne!“', 'Er sagte „Gut.“', '»Bis dann.«', 'Das war es.'], 'wikimedia/sentencex, de'],
  [
    'de',
    ['Heinrich VIII. König war er.', 'Mo. 9 Uhr ist es u. U. zu.', 'Friedrich II. war da.'],
    'fnl/syntok#28',
  ],
  ['es', ['Viaja a EE. UU. mañana.', 'El Sr. García llama.'], 'ebook2audiobook#154'],
  ['es', ['Traiga p. ej. pan.', 'Está en la Av. Libertad núm. 5.', '¡Claro!', '¿Qué desea?']],
  ['es-MX', ['La Dra. Ruiz y la Srta. Paz están.', 'Ud. decide.', 'Vive en EE. UU.', 'El lunes abre.']],
  ['fr', ['M. Dupont et Mme. Curie sont là.', 'Venez p. ex. lundi.'], 'wikimedia/sentencex#75'],
  ['fr', ['« Bonjour ! »', 'Voir p. 12 du guide.', '«Oui.»', 'Je viens.'], 'wikimedia/sentencex#75'],
  ['it', ['Il Sig. Rossi e la Dott.ssa Bianchi arrivano.', 'Pane e latte ecc.', 'Grazie.']],
  ['pt-BR', ['O Sr. Silva e a Dra. Costa vêm.', 'Fica na Av. Paulista.', 'É p. ex. hoje.']],
  ['nl', ['Dhr. Jansen komt om 9 uur.', 'Neem bijv. Brood mee.', 'Kom a.u.b. Maandag.']],
  ['pl', ['Prof. Kowalski i dr hab. Nowak tu są.', 'Jutro jest 3. Czerwca.', 'Np. Chleb.'], 'sentencex#75'],
  ['pl', ['Ul. Długa 5 m. 3 jest tu.', 'Pan p. Nowak wie.']],
  ['cs', ['Sejdeme se 3. Června.', 'Např. Chléb.', 'Dobře.']],
  ['ru', ['Ул. Ленина 5 у г. Москвы.', 'Это стоит 100 руб.', 'Спасибо.', '«Да.»', 'Ждём.']],
  ['uk', ['Вул. Шевченка 5 є тут.', 'Напр. Хліб.', 'Дякую.']],
  ['sv', ['Det är t.ex. Bröd.', 'Kl. 9 öppnar vi.', '”Hej.”', 'Tack.']],
  ['da', ['Hr. Hansen kommer d. 3. Juni.', '»Ja.«', 'Tak.']],
  ['nb', ['Den 3. Juni er f.eks. Fri.', 'Takk.']],
  ['fi', ['Klo 9. Kesäkuuta on esim. Vapaa.', 'Kiitos.']],
  ['hu', ['A 3. Emelet pl. Szabad.', 'Köszönöm.']],
  ['ro', ['Dl. Popescu e pe Str. Lungă.', 'Mulțumesc.']],
  ['tr', ['Sn. Yılmaz ve Av. Kaya burada.', 'Teşekkürler.']],
  ['el', ['Πώς είστε;', 'Ο κ. Νίκος είναι εδώ.', 'Π.χ. Τώρα.'], 'wikimedia/sentencex, el'],
  ['ar', ['كيف حالك؟', 'نعم.', 'شكرا لك.'], 'jambonz-feature-server#1463'],
  ['ur', ['یہ اردو ہے۔', 'آپ کیسے ہیں؟', 'شکریہ۔'], 'jambonz-feature-server#1463'],
  ['fa', ['سلام.', 'حال شما چطور است؟', 'خوبم.']],
  ['he', ['ד"ר לוי כאן.', 'תודה!', 'להתראות.']],
  ['he', ['שלום.', 'מה שלומך?', 'טוב.'], 'pipecat tests'],
  ['hi', ['नमस्ते।', 'मैं आपकी कैसे मदद कर सकता हूँ?', 'डॉ. शर्मा यहाँ हैं।'], 'sarvam-ai-cookbook#158'],
  ['bn', ['নমস্কার।', 'আপনি কেমন আছেন?', 'ভালো।'], 'pipecat tests'],
  ['ta', ['வணக்கம்.', 'நலமா?', 'நன்றி.'], 'pipecat tests'],
  ['am', ['ሰላም።', 'እንዴት ልርዳዎት፧', 'እሺ።'], 'pipecat tests'],
  ['hy', ['Բարև։', 'Ինչպես կարող եմ օգնել։', 'Լավ։'], 'pipecat tests'],
  ['ka', ['გამარჯობა.', 'როგორ ხართ?', 'კარგად.'], 'pipecat tests'],
  ['my', ['မင်္ဂလာပါ။', 'ဘယ်လိုကူညီရမလဲ။', 'ကျေးဇူး။'], 'pipecat tests'],
  ['km', ['សួស្តី។', 'តើខ្ញុំអាចជួយអ្វីបាន។', 'អរគុណ។']],
  ['ko', ['안녕하세요.', '무엇을 도와드릴까요?', '네.'], 'pipecat tests'],
  ['zh', ['你好。', '我是你的助手！', '他说“你好。”', '然后走了。'], 'KoljaB/RealtimeTTS#51'],
  ['ja', ['はい。', '「そうです。」と言いました。', '３．１４です。'], 'vellum-assistant#40313'],
  ['th', ['สวัสดีครับทุกคน', 'วันนี้ผมช่วยอะไรได้บ้าง', 'ร้านเปิด 9 โมงเช้าถึง 18 นาฬิกา'], 'jambonz-feature-server#1463'],
  ['th', ['ร้านเปิด 9.00 น. ถึง 18.00 น. วันนี้', 'ถ. สุขุมวิท 5 ครับ']],
  ['en', ['See example.com or foo.bar@pipecat.ai today.', 'Use v1.2 and 3.14.'], 'livekit/agents#1194'],
  [
    'en',
    ['My birthday is Jan 1 1980.', 'Call 411.', 'The U.S.A. and N.A.S.A. agree.'],
    'pipecat-ai/pipecat#1756',
  ],
  ['en', ['It is 3:00 a.m.', 'What?!', 'No…', 'Open notes.txt at 9.30.'], 'pipecat-ai/pipecat#286'],
  ['en', ['The 15" screen is here!', 'It is on Mon. 5 PM.', 'Call us.']],
  ['en', ['We open Mon.–Fri. 9 a.m. to 5 p.m. and Sat. 10–2.', 'Call us.'], 'opening hours'],
  ['en', ['It is from Jan.-Mar. 2027.', 'There is no-one.', 'Go.'], 'of their kind'],
  ['de', ['Wir haben Mo.–Fr. 9 bis 17 Uhr offen.', 'Die Tel.-Nr. 5 gilt.'], 'of their kind'],
  ['en', ['He left.', '"Why?"', 'Nobody knows.', '"Stop!" he said.', '“Me.”'], 'fnl/segtok#16'],
  ['en', ['Say: 1. Apples 2. Pears 3. Plums.', 'Then wait.'], 'wikimedia/sentencex, lists'],
  ['en', ['Go to Booking.Com or www.Example.com now.', 'Read README.Md and Ph.D. theses.']],
  ['en', ['It is Rs. 500 or rs. 20.', 'Pay it.'], 'diasks2/pragmatic_segmenter#32'],
  ['hi', ['श्री. मोदी ने एबीसी प्रा. लि. में कहा।', 'पुणे जि. में है।'], 'anoopkunchukuttan/indic_nlp_library#30'],
  ['en', ['Mail Jane.Doe@example.com or first.last@email.com now.', 'Yes.'], 'pipecat-ai/pipecat#1304'],
  [
    'en',
    ['Ask Maj. Lee or Det. Ray on Hwy. 5 at 9 Oak Ave. Ste. 200.', 'Use the N° 5 key for 2 tsp. Salt.'],
    'nipunsadvilkar/pySBD tests',
  ],
  ['en', ['It is $5 (incl. Tax and approx. Ten cents. Yes).', 'Est. 1990 it was.']],
  ['en', ['The bag holds 2 lb. 4 oz. of nuts.', 'See [page. 42] of it.'], 'wikimedia/sentencex tests'],
  ['uk', ['О 10 год. 30 хв. він був тут.', 'Див. стор. 15 у журн. «Наука».'], 'wikimedia/sentencex tests'],
  ['id', ['Ada di Jl. Jend. Sudirman Kav. 5 pada tgl. 5 Jan. 2024.', 'Ya.']],
  ['en', ['1.) The first item.', '2.) The second item.'], 'livekit/agents#1811'],
  [
    'de',
    ['Sie ist auf der kath. Schule und der Abt. Einkauf.', 'Es sind 3 Mio. Menschen.', 'Am Hbf. Gleis drei.'],
    'nipunsadvilkar/pySBD tests',
  ],
  ['de', ['Ja.', 'I. d. R. geht das.', 'Z. B. morgen.'], 'an abbreviation behind a short sentence'],
  [
    'es',
    ['Es el Mar. 23 de Nov. de 2014.', 'Sí.', 'EE. UU. es grande.', 'Vivo en la Cra. 7 N.° 40.'],
    'nipunsadvilkar/pySBD tests',
  ],
  ['it', ['Mi fissi un appuntamento per mar. 23 alle 9.', 'Sì.'], 'nipunsadvilkar/pySBD tests'],
  ['ru', ['Едем в пгт. Брагиновка.', 'Да.'], 'nipunsadvilkar/pySBD tests'],
  ['da', ['De holdt Skt. Hans i byen.', 'Ja.'], 'nipunsadvilkar/pySBD tests'],
  ['zh', ['我们明天一起去看《摔跤吧！爸爸》好吗？', '好！'], 'nipunsadvilkar/pySBD tests'],
  ['ja', ['「君の名は。」を見ました。', 'はい。', '『すごい！』だそうです。'], 'the same, of quoted titles'],
  ['hi', ['ए. पी. जे. अब्दुल कलाम यहाँ हैं।', '10 कि.मी. की दूरी है।'], 'initials without capitals'],
  ['te', ['డా. రావు గారు ఉన్నారు.', 'రేపు రండి.']],
  ['ta', ['திரு. குமார் இங்கே இருக்கிறார்.', 'நாளை வாருங்கள்.']],
  ['gu', ['ડૉ. પટેલ અહીં છે.', 'આવો.']],
  ['hy', ['Բարև Ձեզ:', 'Իմ անունն Արմինե է:', 'Լավ:'], 'nipunsadvilkar/pySBD tests'],
  ['am', ['ሰላም፡፡', 'እንዴት ልርዳዎት፧', 'እሺ፡፡'], 'two word marks for a full stop'],
  ['multi', ['Hr. Müller z. B. und Sr. García.', 'Danach.'], 'an agent for several languages'],
  ['en', ['Ask at Com. & Adm. or at Smith Bros. & Sons.', 'No.', 'I cannot.'], 'speedyk-005/yasbd-lib#150'],
  ['id', ['PT. Telkom dan CV. Karya buka pk. 14.30 nanti.', 'Ya.'], 'speedyk-005/yasbd-lib#290'],
  ['hi', ['पृ. 12 और उदा. के लिए देखें।', 'कृपया ध्यान दें।'], 'speedyk-005/yasbd-lib#288'],
  ['ar', ['وافقت م.ت.ف. على الشروط.', 'نعم.'], 'speedyk-005/yasbd-lib#30'],
  ['de', ['Schreiben Sie z. Hd. Herrn Meyer.', 'Gern.']],
  ['is', ['Hringið í s. 550-1234 strax.', 'Notið rn. 12 takk.'], 'mideind/Tokenizer#25'],
  [
    'it',
    ['Il fax. 02555 è libero.', 'Vedi artt. 5 e 6 della sez. 3 del sett. 2026.', 'Ho un fax.', 'Grazie.'],
    'speedyk-005/yasbd-lib#283, languagetool-org/languagetool PR#11731',
  ],
  ['pt', ['Veja os arts. 5 e 6 da lei.', 'Gosto das artes.', 'Sim.'], 'languagetool-org/languagetool#4996'],
  [
    'ru',
    ['Поезд от ст. м. «Сокол» ждёт.', 'Длина 5 м.', 'Это табл. 2 у арх. Иванова.', 'Да.'],
    'speedyk-005/yasbd-lib#273, #278',
  ],
  ['uk', ['Дані у табл. 5 і на рис. 6 тут.', 'Дякую.'], 'Tessmore/sbd#24'],
  ['sv', ['Ring om övr. Frågor.', 'Tack.'], 'languagetool-org/languagetool PR#12174'],
  [
    'tr',
    [
      'Sultan IV. Murat ve 1. Ordu geldi.',
      'Krş. Bölüm iki.',
      'Masa 5.',
      'Şimdi gelin.',
      'Saat 250.',
      'Gelin.',
    ],
    'sile-typesetter/casile#170, Yoast/wordpress-seo#19761',
  ],
  ['af', ['Mev. Jansen praat.', 'Mnr. Botha luister.'], 'speedyk-005/yasbd-lib#289'],
  [
    'en',
    ['See vol. IX and Fig. II here.', 'Is it ours?', 'No.', 'VIP guests may.'],
    'languagetool-org/languagetool#4005',
  ],
  ['en', ['Yan et al. [2004] agree.', 'So do Lee et al.', 'The rest does not.'], 'speedyk-005/yasbd-lib#34'],
  ['en', ['2.1. Prices are fair.', 'It is 2.1.', 'That is all.'], 'speedyk-005/yasbd-lib#319: headings'],
  ['hi', ['२.१. इनपुट का वर्णन यहाँ है।', 'ठीक है।'], 'speedyk-005/yasbd-lib#319'],
  ['x', ['Dr. Lee is here.', 'Yes.'], 'a tag that is none'],
];

/** Written without a blank between two sentences. */
const GLUED: readonly Row[] = [
  ['en', ['Sentence one.', 'Sentence two.', 'Really?', 'Yes!', 'No way.'], 'livekit/agents#3798'],
  ['en', ['What is your full name?', 'What could go wrong.', 'I do.', 'It is.'], 'livekit/agents#3804'],
  ['en', ['We close at six.', 'Please call.', 'Mr.Lee is here.'], 'livekit/agents-js#895'],
  ['es', ['¿Qué tal?', '¿Bien?', '¡Hola!', 'Soy yo.'], 'livekit/agents#3804, its kind'],
  ['ru', ['Да.', 'Нет.', 'Спасибо.']],
  ['de', ['Das ist gut.', 'Am 3.Juni ist zu.']],
  ['hi', ['नमस्ते।', 'मैं कैसे मदद करूँ।', 'ठीक है।'], 'crispasr#66'],
  ['zh', ['你好。', '我是你的助手！', '好的。'], 'NousResearch/hermes-agent#78491'],
  ['ja', ['こんにちは。', '元気ですか？', 'はい。']],
  ['ja', ['どうしますか？', '「はい。」', '（笑顔）それで。'], 'NousResearch/hermes-agent#78491, its kind'],
  ['my', ['မင်္ဂလာပါ။', 'ကျေးဇူး။']],
  ['ko', ['안녕하세요.', '무엇을 도와드릴까요?', '네.'], 'livekit/agents#3798'],
  ['bo', ['བཀྲ་ཤིས།', 'ཁྱེད་རང་།']],
];

const text = (rows: readonly Row[], glue: string) =>
  rows.map(([locale, sentences]) => ({ locale, written: sentences.join(glue), sentences }));

describe('a sentence', () => {
  it.each([...text(SENTENCES, ' '), ...text(GLUED, '')])(
    'in $locale: $written',
    ({ locale, written, sentences }) => {
      expect(spell(written, locale)).toEqual(sentences);
    },
  );

  it.each([...text(SENTENCES, ' '), ...text(GLUED, '')])(
    'in $locale leaves before the next one is over: $written',
    ({ locale, written, sentences }) => {
      const chunker = createSpeechChunker({ locale });
      let left = 0;
      let said = 0;
      for (const char of written) {
        said += char.length;
        left += chunker.push(char).length;
        const whole = sentences.filter(
          (_, i) => said >= written.indexOf(sentences[i] as string) + (sentences[i]?.length ?? 0),
        );
        expect(left).toBeGreaterThanOrEqual(whole.length - 1);
      }
    },
  );
});

describe('a text without a mark and without a blank', () => {
  it.each([
    ['th', 'สวัสดีครับวันนี้ผมช่วยอะไรได้บ้าง'.repeat(12)],
    ['zh', '我们的面包店每天早上七点半开门下午六点关门'.repeat(14)],
  ])('in %s is cut between two words', (locale, long) => {
    const pieces = spell(long, locale);
    expect(pieces.join('')).toBe(long);
    expect(pieces.length).toBeGreaterThan(1);
    for (const piece of pieces.slice(0, -1)) {
      expect(piece.length).toBeLessThanOrEqual(201);
      const edge = piece.length;
      const words = [
        ...new Intl.Segmenter(locale, { granularity: 'word' }).segment(piece + long.slice(edge, edge + 20)),
      ];
      expect(words.map(({ index }) => index)).toContain(edge);
    }
  });
});

describe('whatever the order of the sentences', () => {
  const byLanguage = new Map<string, string[]>();
  for (const [locale, sentences] of SENTENCES)
    byLanguage.set(locale, [...(byLanguage.get(locale) ?? []), ...sentences]);
  /** Whether such a sentence is over, the next one decides: `No.` is a number's before "2.)"; and of "?!" the first piece leaves with the first mark. */
  const endsOpen = /(?:usw|ecc|руб|5 м|Masa 5|EE\. UU|a\.m|et al|^No)\.$|\?!$/;

  it.each([...byLanguage].filter(([, sentences]) => sentences.length > 3))(
    'in %s they are never cut inside',
    (locale, sentences) => {
      const order = fc.shuffledSubarray(
        sentences.filter((each) => !endsOpen.test(each)),
        { minLength: 2 },
      );
      fc.assert(
        fc.property(order, (chosen) => {
          expect(spell(chosen.join(' '), locale)).toEqual(chosen);
        }),
        { numRuns: 30 },
      );
    },
  );
});
