/**
 * Where a dot ends no sentence, as data for each language. Written in small letters, without blanks and without the last
 * dot: `z.b` is `z.B.` and `z. B.`.
 *
 *   never         a name, a number or an example follows: `Hr. Müller`, `p. ej. hoy`
 *   beforeNumber  an abbreviation before a number only: `No. 5`, and `No. I cannot.`
 *   maybe         may end a sentence: the next word decides
 *   starters      words that begin a sentence when they are written with a capital
 *   endings       the same as `never`, of words that end so: `Marienstr. 7`
 *   ordinals      `3.` is "third"
 */
export interface SentenceData {
  readonly never?: string;
  readonly beforeNumber?: string;
  readonly maybe?: string;
  readonly starters?: string;
  readonly endings?: readonly string[];
  readonly ordinals?: true;
}

/** Abbreviations that are the same in many languages. */
export const COMMON: SentenceData = {
  never: 'mr mrs ms mx dr prof rev fr mme mlle sra dra vs cf approx ca e.g i.e ing lic mag arch adj www',
  beforeNumber: 'no nos nr n° fig vol p pp pg tel fax rs',
  maybe: 'st inc ltd corp co jr sr etc',
};

export const LANGUAGES: Readonly<Record<string, SentenceData>> = {
  en: {
    never: `gen col capt lt sgt cpl pvt maj adm cmdr pres supt insp det atty hon gov sen rep mt ft msgr messrs dept bldg
      attn incl excl avg esp acct qty`,
    beforeNumber:
      'ext sec ch art apt ste rm fl hwy rte est ref temp mon tue tues wed thu thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec',
    maybe: 'ave blvd rd ln ct pl pkwy sq hr hrs min mins lb lbs oz gal al',
    starters: `a an the i we you he she it they this that these those there here my our your his her their its is are
      was do does did can could will would shall should may what when where why how who which if in on at for from to as
      by but and so or yes no not okay ok sure thanks thank please let lets then now just also after before once while
      since however would have has had`,
  },
  de: {
    never: `hr hrn fr frl fa gebr abt bzgl ggü kath ev ehem hl jg whg dipl ing med jur phil h.c bzw bspw z.b z.hd z.t z.zt d.h u.a u.ä o.ä o.g i.d.r u.u i.a i.v m.e m.a.w
      s.o s.u v.a v.chr n.chr vgl evtl ggf inkl exkl zzgl abzgl sog einschl insb bes allg ca st str geb verh gest verw
      hrsg mind max ungef lt gem betr entspr`,
    beforeNumber:
      'mo di mi do fr sa so nr tel abs art bd kap s ziff hausnr tel.-nr plz az jan feb mär mrz apr jun jul aug sep sept okt nov dez',
    maybe: 'usw usf etc uvm u.v.m u.dgl mio mrd tsd std min sek stk',
    starters: `der die das den dem des ein eine einen ich du er sie es wir ihr mein dein sein unser unsere ihre und oder
      aber denn doch wenn dann danach da hier dort was wann wo wer wie warum welche welcher können kann könnten möchten
      möchte soll sollen darf dürfen haben hat ist sind war wird werden bitte ja nein danke gern gerne auch nur noch für
      von mit im in am an auf aus bei zu zum zur nach vor über um kommen rufen sagen außerdem leider natürlich`,
    endings: ['str'],
    ordinals: true,
  },
  es: {
    never: `sr sres sra sras srta srtas dr dres dra dras d dña dn lic ing arq prof profa av avda pza pl urb dpto depto
      p.ej ej ee ff.aa rr.hh cc.aa jj.oo a.c d.c aprox máx mín tel tfno ext dir gral gob excmo ilmo mons st sta sto hnos admón cra cll col edif`,
    beforeNumber: `núm núms nº n.º n.° pág págs art cap c.p km piso apto lun mar mié jue vie sáb dom ene feb abr may jun jul
      ago sep sept oct nov dic`,
    maybe: 'etc ud uds vd vds ee.uu uu s.a s.l cía cia',
    starters: `el la los las lo un una unos unas yo tú él ella nosotros ellos usted ustedes esto este esta eso y o pero si
      no sí qué cómo cuándo dónde quién por para en de a con sin también entonces luego ahora aquí mi su sus puede quiere
      hay es son está están tenemos llame gracias claro bueno vale`,
  },
  ca: { never: 'sr sra srta dr dra av c pl p.ex aprox tel', maybe: 'ee.uu etc s.a s.l' },
  pt: {
    never: `sr srs sra sras srta dr drs dra dras eng engª prof profa av r pça lgo d dom exmo exma ilmo v.exa v.s p.ex ex
      a.c d.c aprox máx mín tel ramal pça trav jd dep depto min gen cap`,
    beforeNumber: `n nº n.º núm pág págs art arts cap apto bl km seg ter qua qui sex sáb dom jan fev mar abr mai jun jul ago set
      out nov dez`,
    maybe: 'etc ltda cia s.a',
    starters: `o a os as um uma eu tu ele ela nós eles você vocês isto isso este esta e ou mas se não sim que como quando
      onde quem por para em no na de do da com também então agora aqui meu sua seu pode quer há é são está temos obrigado`,
  },
  fr: {
    never: `m mm mme mmes mlle mlles dr drs pr me mgr st ste sts stes av bd bld pl fg bât p.ex c.-à-d càd cf env tél réf
      av.j.-c apr.j.-c max min resp`,
    beforeNumber: `n no nº n° art p pp chap vol fig appt bât esc lun mar mer jeu ven sam dim janv févr avr juil sept oct nov
      déc`,
    maybe: 'etc cie s.a',
    starters: `le la les un une des je tu il elle nous vous ils elles on ce cela ça cet cette ces et ou mais si non oui que
      quand comment où qui pourquoi pour dans en à de du avec aussi alors maintenant ici mon votre notre voulez avez
      pouvez est sont y merci bien`,
  },
  it: {
    never: `sig sigg sig.ra sig.na sig.re dott dott.ssa dr dr.ssa prof prof.ssa ing avv arch geom rag on sen mons p.es es
      ad.es s ss v.le p.za c.so l.go a.c d.c ca circa tel rif max min spett egr gent gent.mo gent.ma all dir`,
    beforeNumber: `n nº n° art artt sez pag pagg p cap vol int lun mar mer gio ven sab dom gen feb apr mag giu lug ago set sett ott nov
      dic`,
    maybe: 'ecc etc s.p.a s.r.l f.lli',
    starters: `il lo la i gli le un uno una io tu lui lei noi voi loro questo questa quello e o ma se no sì che come quando
      dove chi perché per in a di da con anche allora ora qui mio suo nostro può vuole è sono c'è abbiamo grazie certo`,
  },
  nl: {
    never: `dhr mevr mw mej hr dr drs ir ing mr prof ds st bijv bv b.v o.a m.a.w d.w.z i.p.v m.b.t t.a.v t.o.v i.v.m a.u.b
      n.a.v m.n z.s.m resp ca incl excl evt vgl nl jl tel max min geb afd mev mnr`,
    beforeNumber: 'nr blz art p ma di wo do vr za zo jan feb mrt apr jun jul aug sep sept okt nov dec',
    maybe: 'enz etc e.d e.a n.v',
    endings: ['str'],
    starters: `de het een ik jij je hij zij ze wij we jullie u dit dat deze die en of maar als dan nee ja wat wanneer waar wie
      hoe waarom voor in op van met ook nu hier mijn uw ons onze kunt wilt is zijn heeft hebben er bedankt`,
  },
  pl: {
    never: `dr hab prof mgr inż lek p pp św ks bp al ul pl os np tzn tzw tj m.in ok godz min max tel kom woj ur zm im wg m
      ww itd płk gen por kpt sz`,
    beforeNumber:
      'nr str s art pkt poz pon wt śr czw pt sob niedz sty lut mar kwi cze lip sie wrz paź lis gru',
    maybe: 'itd itp etc r zł gr tys mln mld sp',
    starters: `ja ty on ona my wy oni to ten ta te i a ale jeśli czy co kiedy gdzie kto jak dlaczego dla w na z do od po tak
      nie teraz tu proszę dziękuję mamy jest są mogę może pan pani`,
    ordinals: true,
  },
  cs: {
    never: 'p pí sl dr ing mgr mudr judr prof doc ul nám tř např tzv tj resp popř min max tel č čp čl odst',
    maybe: 'atd apod aj kč r',
    ordinals: true,
  },
  sk: {
    never: 'p pí dr ing mgr mudr judr prof doc ul nám napr tzv tj resp príp min max tel č čl ods',
    maybe: 'atď apod pod r',
    ordinals: true,
  },
  sl: { never: 'g ga gdč dr mag prof npr t.i oz tel ul št sv', maybe: 'itd ipd', ordinals: true },
  hr: { never: 'g gđa gđica dr mr prof npr tj tzv ul br tel sv', maybe: 'itd sl', ordinals: true },
  sr: {
    never: 'g gđa dr mr prof npr tj tzv ul br tel г др проф нпр тј тзв ул бр',
    maybe: 'itd итд',
    ordinals: true,
  },
  ru: {
    never:
      'пгт г гг гр д др пр проф акад доц арх зав ред корр им ул пр-т просп пер пл кв стр корп оф т.е т.к т.н т.о тел напр см ср св о млн млрд тыс',
    beforeNumber: '№ п пп ст гл рис табл абз',
    maybe: 'т.д т.п др пр руб коп р ч мин сек м',
    starters: `я ты он она оно мы вы они это эта этот и а но если да нет что как когда где кто почему для в на с к по у от из
      также сейчас здесь мой ваш наш можно есть могу может спасибо пожалуйста`,
  },
  uk: {
    never:
      'п пані д др проф акад доц ім вул просп пров пл кв буд т.зв тобто напр див тел млн млрд тис м с обл журн чл вид',
    beforeNumber: '№ ст стор п гл табл рис мал',
    maybe: 'т.д т.п ін грн коп р год хв',
  },
  bg: { never: 'г г-н г-жа д-р проф инж ул бул пл т.е т.нар напр тел вж', maybe: 'т.н др лв ст' },
  sv: {
    never:
      'hr fr dr prof st t.ex bl.a dvs d.v.s s.k f.d ev inkl exkl ca resp tel max min jfr fr.o.m t.o.m p.g.a övr',
    beforeNumber: 'kl nr sid s kap',
    maybe: 'osv m.m m.fl o.s.v etc',
  },
  da: {
    never: 'hr d fr frk dr prof sct skt f.eks bl.a dvs d.v.s ca inkl ekskl evt jf tlf maks min pga s.k',
    beforeNumber: 'kl nr s kap art',
    maybe: 'osv m.m m.fl o.s.v kr',
    ordinals: true,
  },
  nb: {
    never: 'hr d fr frk dr prof st f.eks bl.a dvs ca inkl ekskl evt jf tlf maks min pga s.k',
    beforeNumber: 'kl nr s kap',
    maybe: 'osv m.m m.fl kr',
    ordinals: true,
  },
  fi: {
    never: 'hra rva nti tri prof esim ns ts mm ent ao em puh huom vrt os tms',
    beforeNumber: 'klo nro s',
    maybe: 'jne ym yms',
    ordinals: true,
  },
  et: {
    never: 'hr pr dr prof nt nn s.t st u tel tn pst mnt',
    beforeNumber: 'nr kell lk',
    maybe: 'jne jms',
    ordinals: true,
  },
  lv: {
    never: 'k.g dr prof piem t.i t.s u.c tālr iela',
    beforeNumber: 'nr plkst',
    maybe: 'utt',
    ordinals: true,
  },
  lt: { never: 'p dr prof pvz t.y vad g pr tel', beforeNumber: 'nr val', maybe: 'ir.t.t' },
  is: {
    never: 'hr fr dr prof t.d þ.e m.a u.þ.b s.s sími',
    beforeNumber: 'kl nr bls s rn',
    maybe: 'o.s.frv o.fl kr',
    ordinals: true,
  },
  hu: {
    never: 'dr ifj id özv prof pl ún ill kb stb u krt tel em',
    beforeNumber: 'sz old',
    maybe: 'stb ft kft zrt',
    ordinals: true,
  },
  ro: {
    never: 'dl dlui dna d-na d-l d-ra dr ing prof av str bd bl sc et ap ex p.ex tel aprox max min sf',
    beforeNumber: 'nr art pag cap',
    maybe: 'etc ș.a s.a lei s.r.l',
  },
  tr: {
    never: 'sn dr prof doç av yrd uzm öğr alb müh bkz krş örn vd yy cad sok sk mah apt tel gn',
    beforeNumber: 'no s md',
    maybe: 'vb vs ltd şti',
    starters: `ben sen o biz siz onlar bu şu bir ve ama evet hayır tamam peki ne nasıl nerede kim neden kaç lütfen teşekkürler
      size bana bize şimdi sonra başka var yok`,
    ordinals: true,
  },
  el: {
    never: 'κ κα κκ δρ καθ π.χ δηλ τηλ οδ λεωφ αγ μ.χ π.μ',
    beforeNumber: 'αρ σελ αριθ',
    maybe: 'κ.λπ κλπ κ.ά μ.μ',
  },
  id: {
    never: 'rp pt cv pk jend bpk sdr sdri tn ny dr prof ir jl gg kec kab prov yth a.n d.a',
    beforeNumber: 'no hal kav tgl jan feb mar apr mei jun jul agu sep okt nov des',
    maybe: 'dll dsb dst',
  },
  vi: { never: 'tp ts ths pgs gs bs ks tt p q đ', beforeNumber: 'số' },
  hi: { never: 'डॉ श्री सुश्री प्रो प्रा लि जि पं कु रु सौ उदा पृ' },
  bn: { never: 'ডা ড মো মি অধ্যা' },
  gu: { never: 'ડૉ ડો શ્રી પ્રો રૂ' },
  pa: { never: 'ਡਾ ਸ਼੍ਰੀ ਪ੍ਰੋ ਰੁ' },
  ta: { never: 'திரு டாக்டர் பேரா ரூ' },
  te: { never: 'డా డాక్టర్ శ్రీ ప్రొ రూ' },
  kn: { never: 'ಡಾ ಶ್ರೀ ಪ್ರೊ ರೂ' },
  ml: { never: 'ഡോ ശ്രീ പ്രൊ പ്രൊഫ രൂ' },
  he: { never: 'טל רח שד מס עמ פרופ' },
  ar: { never: 'د أ أ.د م ص.ب' },
};

/** Languages whose rules are those of another one. */
export const SAME_AS: Readonly<Record<string, string>> = {
  no: 'nb',
  nn: 'nb',
  af: 'nl',
  gl: 'pt',
  bs: 'hr',
  mk: 'bg',
  be: 'ru',
  ms: 'id',
  mr: 'hi',
};
