/** Each row: what a model's text was in a public report, or the smallest text of its kind; what of it is meant for the caller. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReasoningHabit } from '../../../../../actors/providers/openai-chat/reasoning.ts';
import { SpokenText } from '../../../../../actors/providers/openai-chat/spoken/spoken-text.ts';

const MODEL = 'some-model';

function hear(
  deltas: readonly string[],
  { model = MODEL, habit = createReasoningHabit(model), isCut = false } = {},
) {
  const spoken = new SpokenText(model, habit);
  return deltas.map((delta) => spoken.push(delta)).join('') + spoken.end(isCut);
}

/** source, what was said, what is heard, model */
type Row = readonly [source: string, said: string, heard: string, model?: string];

const REASONING: readonly Row[] = [
  ['Cerebras/cerebras-cloud-sdk-python#10, scouzi1966/maclocal-api#121', '<think>Hm.</think>Hello', 'Hello'],
  ['blanks around it', '<think>\nHm.\n</think>\n\nHello there', 'Hello there'],
  ['in the middle', 'Hello <think>a < b</think>there', 'Hello there'],
  ['several', 'So <think>no <b> yes</think>it <th is <think>x</think>.', 'So it <th is .'],
  ['never closed', '<think>never closed', ''],
  ['closed by nothing after an answer', 'Hello. <think>Hm', 'Hello. '],
  ['nested', '<think>a<think>b</think>c</think>Hello', 'Hello'],
  ['one mark too many is opened', '<think>The tag <think> is odd.</think>Hello', 'Hello'],
  ['NousResearch/hermes-agent PR#34354: upper case', '<THINK>Hm.</THINK>Hello', 'Hello'],
  ['Gitlawb/openclaude PR#779: attributes', '<think type="deep" n="2">Hm.</think>Hello', 'Hello'],
  ['pipecat-ai/pipecat#4901', '<thinking>\nThe user asks.\n</thinking>\n\nOf course.', 'Of course.'],
  ['tinyhumansai/openhuman#6184', '<thought>Hm.</thought>Four.', 'Four.'],
  ['open-webui DEFAULT_REASONING_TAGS', '<reason>Hm.</reason><reasoning>Hm.</reasoning>Hello', 'Hello'],
  [
    'open-webui DEFAULT_REASONING_TAGS',
    '<|begin_of_thought|>Hm.<|end_of_thought|><|begin_of_solution|>Hello<|end_of_solution|>',
    'Hello',
  ],
  [
    'google/adk-python PR#6709: its planner',
    '/*PLANNING*/\n1. Look it up.\n/*REASONING*/\nIt is six.\n/*FINAL_ANSWER*/\nOpen 24/7, 1/*2*/.',
    'Open 24/7, 1/*2*/.',
  ],
  ['open-webui/open-webui#16418', '◁think▷Hm.◁/think▷Hello', 'Hello'],
  ['Reflection models', '<thinking>a<reflection>b</reflection>c</thinking><output>Hello</output>', 'Hello'],
  ['openclaw/openclaw PR#93767', '<mm:think>Hm.</mm:think>Hello', 'Hello'],
  [
    'vllm seedoss_reasoning_parser',
    '<seed:think>a<seed:cot_budget_reflect>9</seed:cot_budget_reflect>b</seed:think>Hello',
    'Hello',
  ],
  ['NousResearch/hermes-agent PR#75094', '<M2_7think>Hm.</thinking>Hello', 'Hello'],
  ['NousResearch/hermes-agent PR#75094', '<deepseek_thought>Hm.</deepseek_thought>Hello', 'Hello'],
  ['NousResearch/hermes-agent PR#75094', '<REASONING_SCRATCHPAD>Hm.</REASONING_SCRATCHPAD>Hello', 'Hello'],
  ['sglang MistralDetector', '[THINK]Hm.[/THINK]Hello', 'Hello'],
  ['vllm apertus_reasoning_parser', '<|inner_prefix|>Hm.<|inner_suffix|>Hello', 'Hello'],
  [
    'scouzi1966/maclocal-api PR#151',
    '<|START_THINKING|>Hm.<|END_THINKING|><|START_TEXT|>Hello<|END_TEXT|>',
    'Hello',
  ],
  ['livekit/agents PR#6398', '<|channel>thought\nHm.<channel|>Hello', 'Hello'],
  [
    'sglang KimiK3Detector',
    '<|open|>think<|sep|>Hm.<|close|>think<|sep|><|open|>response<|sep|>Hello<|close|>response<|sep|>',
    'Hello',
  ],
  [
    'vllm granite_reasoning_parser',
    "Here is my thought process: Hm. Here's a doubt. Here is my response: Hello",
    'Hello',
  ],
  ['pipecat-ai/pipecat PR#5782: a mark behind the text', 'Hello there.<channel|>', 'Hello there.'],
  [
    'pipecat-ai/pipecat PR#5782: a thought between marks',
    'Hello.<channel|>thought\nHm.<channel|> Thoughtful.',
    'Hello. Thoughtful.',
  ],
  ['pipecat-ai/pipecat PR#5782: at the beginning', '<channel|>thought\nHm.<channel|>Hello', 'Hello'],
  ['livekit/agents#6942', 'thought\nI see you.', 'I see you.'],
  ['livekit/agents#6942', 'thoughtI see you.', 'I see you.'],
  ['livekit/agents#6942', 'thought[]I see you.', 'I see you.'],
  ['livekit/agents#6942', 'thought() I can help.', 'I can help.'],
  ['sglang MiniMaxM3Detector: a stray end', '</mm:think>\n\nHello', 'Hello'],
  ['an empty block', '<think>\n\n</think>\n\nHello', 'Hello'],
  ['vllm pangu_reasoning_parser', '[unused16]Hm.[unused17]Hello', 'Hello'],
  ['vllm plamo3_reasoning_parser', '<|plamo:begin_think:plamo|>Hm.<|plamo:end_think:plamo|>Hello', 'Hello'],
  ['a tag that closes itself', '<think/>Hello', 'Hello'],
  ['GLM behind a web interface', '<details type="reasoning" done="true">Hm.</details>Hello', 'Hello'],
  ['an answer in a tag', '<think>Hm.</think><answer>Hello</answer>', 'Hello'],
  ['blanks in the marks', '< think >\nHm.\n</ think >Hello', 'Hello'],
  ['a mark over two lines', '<think\n>Hm.</think\n>Hello', 'Hello'],
  ['a slash with its backslash', '<think>Hm.<\\/think>Hello', 'Hello'],
  ['NousResearch/hermes-agent PR#10408: a mark without its end', '<think\nHm.\n</think>Hello', 'Hello'],
  ['sgl-project/sglang PR#36285: a slash too many', '<think>Hm.<//think>Hello', 'Hello'],
  ['Hunyuan 3: a suffix', '<think:opensource>Hm.</think:opensource>Hello', 'Hello'],
  ['a word behind the word', '<thinking_process>Hm.</thinking_process>Hello', 'Hello'],
  ['ollama/ollama#15754', '<unused94>thought\nThinking Process:\n\n1. Hm.\n<unused95>Hello!', 'Hello!'],
  [
    'lmstudio-ai/lmstudio-bug-tracker#1592: marks that it talks about',
    '<think>Tags are <thought> and <reasoning>.</think>Hello <b>there',
    'Hello <b>there',
  ],
  [
    'vllm-project/vllm PR#44171: HyperCLOVA X, a turn of its own',
    '/think\nHm.<|im_end|>\n<|im_start|>assistant\nHello<|im_end|>',
    'Hello',
  ],
  ['ROCm/FastFlowLM#739', '<think>\nThinking Process:\n\n1.  **Analyse**</think>Eleven.', 'Eleven.'],
  ['kekzl/imp PR#509: a heading', 'Thinking Process:\n\n1.  **Analyse**\n</think>\n\nFour.', 'Four.'],
  ['kekzl/imp PR#509: a heading, never closed', 'Thinking Process:\n\n1.  **Analyse**', ''],
  [
    'ServiceNow Apriel: its chat template opens the reasoning',
    'The user greets.\n[BEGIN FINAL RESPONSE]\nHello [now]\n[END FINAL RESPONSE]\n<|end|>',
    'Hello [now]\n',
    'ServiceNow-AI/Apriel-1.6-15b-Thinker',
  ],
  ['openclaw/openclaw PR#122650', '<internal>The caller greets.</internal>Hello', 'Hello'],
  ['nanocoai/nanoclaw PR#406: in the middle', 'Hello.<internal>\nHm.\n</internal> Bye.', 'Hello. Bye.'],
  ['Kilo-Org/kilocode PR#5195', '<internal_verification>Hm.</internal_verification>Hello', 'Hello'],
  ['another heading', "Here's a thinking process:\n\n1. Hm.</think>Four.", 'Four.'],
];

const CHANNELS: readonly Row[] = [
  [
    'openai/harmony docs/format.md',
    '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello<|return|>',
    'Hello',
  ],
  ['kekzl/imp PR#768: without the first header', '<|message|>Hello<|return|>', 'Hello'],
  [
    'odysseus-dev/odysseus#4522',
    '<|channel|>commentary to=functions.web_search<|constrain|>json<|message|>{"q":"x"}<|call|>',
    '',
  ],
  [
    'cuga-project/cuga-agent PR#672: without <|start|>',
    '<|channel|>analysis<|message|>Hm.<|end|>assistant<|channel|>final<|message|>Hello',
    'Hello',
  ],
  ['raullenchai/Rapid-MLX PR#794: cut in the analysis', '<|channel|>analysis<|message|>We need', ''],
  [
    'analysis after commentary',
    '<|start|>assistant<|channel|>commentary<|message|>I will look.<|end|><|start|>assistant<|channel|>final<|message|>Hello<|end|>',
    'Hello',
  ],
  [
    'a whole header before it',
    '<|start|>assistant<|channel|>final <|constrain|>text<|message|>Hello',
    'Hello',
  ],
  ['Augustas11/macprovider#743', 'analysisWe need one word. And nothing else.assistantfinalfour', 'four'],
  [
    'vllm PR#32633: of this family',
    'analysisthe user greets.assistantfinalHello, assistant here.',
    'Hello, assistant here.',
    'openai/gpt-oss-20b',
  ],
  [
    'commentary, stripped',
    'analysisHm.assistantcommentary to=functions.f json{"a":1}assistantfinalHello',
    'Hello',
  ],
  ['a test of another project', '<think>a</think>assistantfinalHello', 'Hello'],
  ['stripped, at the beginning', 'assistantfinalHello', 'Hello'],
  ['no answer', 'analysisWe need to', ''],
  ['raullenchai/Rapid-MLX PR#554: the name of a channel', 'final\nHello', 'Hello'],
  ['final and other words', 'final offer\nHello', 'final offer\nHello'],
  [
    'the first token is stripped',
    'assistant<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello',
    'Hello',
  ],
  ['the first token is stripped, no analysis', 'assistant<|channel|>final<|message|>Hello', 'Hello'],
];

const CONTROL: readonly Row[] = [
  ['ChatML', 'Hello<|im_end|>\n<|im_start|>user\nAnd you?', 'Hello'],
  ['Llama 3', 'Hello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nHello again', 'Hello'],
  ['Llama 3, a header before the text', '<|start_header_id|>assistant<|end_header_id|>\n\nHello', 'Hello'],
  ['ChatML, a header before the text', '<|im_start|>assistant\nHello', 'Hello'],
  ['phi-4', '<|im_start|>assistant<|im_sep|>Hello<|im_end|>', 'Hello'],
  ['a header whose tokens are stripped', 'assistant\n\nHello', 'Hello'],
  ['Gemma', 'Hello<end_of_turn>\n<start_of_turn>user', 'Hello'],
  ['ollama/ollama PR#18288', 'Hello<turn|>', 'Hello'],
  ['Mistral', 'Hello</s>', 'Hello'],
  ['Mistral, in both places', ' [/INST] Hello [INST] And you?', 'Hello '],
  ['DeepSeek', 'Hello<｜end▁of▁sentence｜>', 'Hello'],
  ['GPT-2', 'Hello<|endoftext|>Human: what', 'Hello'],
  ['GLM', '\nHello<|user|>', 'Hello'],
  ['Granite', '<|start_of_role|>assistant<|end_of_role|>Hello<|end_of_text|>', 'Hello'],
  ['Phi-3', 'Hello<|end|><|user|>And you?', 'Hello'],
  ['Cohere', '<|START_RESPONSE|>Hello<|END_RESPONSE|><|END_OF_TURN_TOKEN|>', 'Hello'],
  ['Kimi', 'Hello[EOS]', 'Hello'],
  ['ggml-org/llama.cpp#3475: Llama 2', '<<SYS>>You are a bakery.<</SYS>>\n\nHello', 'Hello'],
  ['GLM, its first tokens', '[gMASK]<sop>Hello', 'Hello'],
  ['huggingface/text-generation-inference#1723: padding', 'Hello<PAD><PAD>[PAD]<unk>.', 'Hello.'],
  ['jundot/omlx#1087: Gemma', 'apple<eos>', 'apple'],
  ['Vali-98/ChatterUI#128: Gemma, first', '<eos>Hello<end_of_turn><eos>', 'Hello'],
  [
    'google-gemini/gemini-cli#5957: Gemini',
    '<ctrl46>Here you are &<ctrl46>, <ctrl> +',
    'Here you are &, <ctrl> +',
  ],
  ['a token of no meaning', 'Hel<|reserved_special_token_12|>lo', 'Hello'],
  ['an end before the beginning', '<|im_end|>\nHello', 'Hello'],
  ['a token cut by the end', 'Hello<|im_e', 'Hello'],
  ['Vali-98/ChatterUI#382: a token that lost its bar and its end', 'Hello<endoftext|', 'Hello'],
  ['EXAONE', '[|assistant|]Hello[|endofturn|]\n[|user|]And', 'Hello'],
  ['Llama 4', '<|header_start|>assistant<|header_end|>\n\nHello<|eot|>', 'Hello'],
];

const TOOLS: readonly Row[] = [
  [
    'youssofal/MTPLX#20',
    'One moment. <tool_call><function=look><parameter=q>x</parameter></function></tool_call>',
    'One moment. ',
  ],
  ['Hermes form', '<tool_call>\n{"name": "f", "arguments": {}}\n</tool_call> Done.', 'Done.'],
  ['Llama on several hosts', 'Okay. <function=f>{"a": 1}</function> Done.', 'Okay.  Done.'],
  ['Mistral', 'Okay. [TOOL_CALLS][{"name":"f"}]', 'Okay. '],
  ['Llama 3.1', '<|python_tag|>f.call(q="x")<|eom_id|>', ''],
  [
    'Kimi K2',
    'Okay. <|tool_calls_section_begin|><|tool_call_begin|>f:0<|tool_call_argument_begin|>{}<|tool_call_end|><|tool_calls_section_end|> Done.',
    'Okay.  Done.',
  ],
  [
    'DeepSeek',
    '<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{}\n```<｜tool▁call▁end｜><｜tool▁calls▁end｜>Done.',
    'Done.',
  ],
  [
    'TokenRhythm/opensquilla#985',
    'Okay. <｜DSML｜tool_calls>\n<｜DSML｜invoke name="f">\n<｜DSML｜parameter name="a" string="true">x</｜DSML｜parameter>\n</｜DSML｜invoke>\n</｜DSML｜tool_calls>Done.',
    'Okay. Done.',
  ],
  ['lsdefine/GenericAgent#804', 'Okay. <‖DSML‖tool_calls>x</‖DSML‖tool_calls>Done.', 'Okay. Done.'],
  ['Technologicat/raven PR#9', 'Okay. <|tool_call>call:f{a:1}<tool_call|>Done.', 'Okay. Done.'],
  ['Cohere', '<|START_ACTION|>[{"tool_name":"f"}]<|END_ACTION|>', ''],
  ['MiniMax', '<minimax:tool_call><invoke name="f"></invoke></minimax:tool_call>Done.', 'Done.'],
  [
    'livekit/agents-js#1632',
    ' to=functions.save  天天json\n{"a":"b {c}"}цҳ\nThat is a full house.',
    'That is a full house.',
  ],
  [
    'text that may go on, before a mark',
    ' to=functions.save json\n{}\nThat is a full house.a<b>',
    'That is a full house.a<b>',
    'gpt-oss',
  ],
  ['jekalmin/extended_openai_conversation#434: Gemini, nothing but a call', 'end_conversation()', ''],
  ['its kind, before a line', 'end_conversation()  \nGoodbye!', 'Goodbye!'],
  ['its kind, with arguments', 'memory_tool(key="f)oo", n=1) Done.', 'Done.'],
  [
    'cartesia-ai/line PR#264: gpt-5.4-mini, a call as an expression',
    'record_call_summary({"summary": "He asked (twice) for (more."})\nThank you.',
    'Thank you.',
  ],
  ['its kind, with the namespace', 'functions.save({"a": {"b": []}})', ''],
  [
    'diegosouzapw/OmniRoute PR#3410, openclaw/openclaw#989: as it stands in a history',
    '[Tool call: get_weather]\nArguments: {"city": "Berlin"}\nIt is warm.',
    'It is warm.',
  ],
  [
    'its kind, behind an announcement',
    'Let me look. [Tool Call: f] Arguments: {}\nYes.',
    'Let me look. Yes.',
  ],
  ['its kind, without arguments', '[Tool call: end_call]\nGoodbye, all of you!', 'Goodbye, all of you!'],
  ['its kind, of no tool', 'Sure. [tool calls: none] As you like.', 'Sure.  As you like.'],
  [
    'lmstudio-ai/lmstudio-bug-tracker#2221: sources as a block',
    'It is free. <citations> * [Docs](https://x.y) </citations> Yes.',
    'It is free.  Yes.',
  ],
  ['Llama 3.2: bare JSON', '{"name": "f", "parameters": {"a": "}"}}', ''],
  ['vllm-project/vllm PR#14886: Phi-4-mini', 'functools[{"name":"f","arguments":{}}] Done.', 'Done.'],
  ['bare JSON in a list', '[{"name":"f","arguments":{}}] Done.', 'Done.'],
  ['can1357/oh-my-pi PR#3188', '{"thought": "Hm."} Hello', 'Hello'],
  [
    'openai/codex#13114: what is left of a header',
    'assistant to=functions.exec_command commentary json\n{"cmd":"cat"}\nDone.',
    'Done.',
  ],
  ['of its kind', 'commentary to=web.run json\n{"q":"x"}\nDone.', 'Done.'],
  [
    'NickMonrad/kernel-ai-assistant PR#238: bare JSON behind an announcement',
    'Let me look.\n{"name": "f", "arguments": {"a": "}"}}\nDone.',
    'Let me look.\n\nDone.',
  ],
  ['openclaw/openclaw#62183', '[{"name": "exec", "arguments": {"command": "ls"}}]', ''],
  ['QwenLM/qwen-code#8207', 'Sure. [{"name": "f", "prompt": "[x]"}] Done.', 'Sure.  Done.'],
  ['vllm-project/vllm#56840: in Python', '[get_weather(city="Berlin")]\nIt is warm.', 'It is warm.'],
  [
    'sgl-project/sglang PR#38869: a bracket in a string',
    "[search(query='hello]world', n=1), f()] [g(a=1)] Done.",
    'Done.',
  ],
  ['vllm-project/vllm PR#17149: behind a blank line', 'One moment.\n\n[f(a=1)]', 'One moment.\n\n'],
  ['Llama 4', '<|python_start|>[f(a=1)]<|python_end|>Done.', 'Done.'],
  ['Gitlawb/openclaude PR#380: Gemma 4', 'call:write_file{content:hello,path:a.txt}\nDone.', 'Done.'],
  [
    'google-gemini/gemini-cli#5957: a name in two parts',
    'call:default_api:replace{file_path:<ctrl46>a.txt<ctrl46>}\nDone.',
    'Done.',
  ],
  [
    'anthropics/claude-code#83442, Synaptic-Labs-AI/PACT-Plugin#685: a note of its own making',
    'Sure. <system-reminder>\nThe task tools {x} are idle.\n</system-reminder>\nWe open at nine.',
    'Sure. \nWe open at nine.',
  ],
  [
    'open-webui/open-webui#29557: what was put into the prompt',
    'Hello.<memory_context>\n- Likes blue.\n</memory_context> Bye. <relevant-memories>x</relevant-memories>',
    'Hello. Bye. ',
  ],
  [
    'vllm-project/vllm#44522: its strings',
    'call:f{city:<|"|>Berlin<|"|>}\nIn <|"|>Berlin<|"|>.',
    'In Berlin.',
  ],
  [
    'kbtit25/grok2api PR#1: a citation as a card',
    'Nine.<grok:render card_id="a" type="render_inline_citation"><argument name="citation_id">12</argument></grok:render> Yes.',
    'Nine. Yes.',
  ],
  [
    'NousResearch/hermes-agent#88363: Grok',
    'Nine {render_inline_citation citation_id="17"} or ten.',
    'Nine  or ten.',
  ],
  [
    'can1357/oh-my-pi#8495: Kimi K3',
    'Okay.<|open|>tools<|sep|><|open|>call tool="f" index="1"<|sep|><|open|>argument key="k" type="string"<|sep|>v<|close|>argument<|sep|><|close|>call<|sep|><|close|>tools<|sep|> Done.',
    'Okay. Done.',
  ],
  [
    'can1357/oh-my-pi#8495: a mark that is lost',
    '<|open|>toolscall tool="f" index="1"<|sep|><|open|>argument key="k"<|sep|>v<|close|>argument<|sep|><|close|>call<|sep|><|close|>toolsmessage<|sep|>',
    '',
  ],
  ['gptme/gptme-contrib PR#1320', 'Okay. <tool-use><name>f</name></tool-use>Done.', 'Okay. Done.'],
  ['its kind, a result', '<function_response>{"a":1}</function_response>Done.', 'Done.'],
  ['LM Studio', 'Okay. [TOOL_REQUEST]{"name": "f"}[END_TOOL_REQUEST] Done.', 'Okay.  Done.'],
  ['Mistral, closed', '[TOOL_CALLS][{"name":"f"}][/TOOL_CALLS]Done.', 'Done.'],
  ['Mistral, a result', '[TOOL_RESULTS]{"a": 1}[/TOOL_RESULTS]Done.', 'Done.'],
  [
    'Hunyuan 3: a suffix',
    'Okay. <tool_calls:opensource><tool_call:opensource>f<tool_sep:opensource></tool_call:opensource></tool_calls:opensource>Done.',
    'Okay. Done.',
  ],
];

const BYTES: readonly Row[] = [
  [
    'huggingface/transformers#45488: DeepSeek R1 Distill on vLLM',
    'Hi,ĠthisĠisĠit.ĊĊYes!',
    'Hi, this is it.\n\nYes!',
  ],
  ['b4rtaz/distributed-llama#142: its kind, with letters', 'YesĠâĢĻtisĠcafÃ©ĠðŁĺĢ.', 'Yes ’tis café 😀.'],
  ['ggml-org/llama.cpp#4622', 'Hello<0x0A>We open.<0x0A><0x0A>Bye', 'Hello\nWe open.\n\nBye'],
  ['its kind, letters of several bytes', 'It<0xE2><0x80><0x99>s caf<0xC3><0xA9>', 'It’s café'],
  [
    'Miosa-osa/OSA PR#137: read as Latin-1',
    'Thatâ\u0080\u0099s it â\u0080\u0094 a cafÃ© <b>Ã¼ber</b>.',
    'That’s it — a café <b>über</b>.',
  ],
  [
    'Miosa-osa/OSA PR#167: read as on Windows, from the first that is certain',
    'MAÃ‰ â€œThatâ€™sâ€\u009d Ã‰.',
    'MAÃ‰ “That’s” É.',
  ],
  ['aixplain/aiXplain PR#923', '22.5Â°C ð\u009f\u008c\u009e', '22.5°C 🌞'],
  ['its kind, in Chinese and Russian', 'æ\u0082¨å¥½ Ð\u009fÑ\u0080', '您好 Пр'],
  ['accents before marks', '« été\u00a0», « SÃO MAÇû, “AMANHÔ, pâ', '« été\u00a0», « SÃO MAÇû, “AMANHÔ, pâ'],
  ['a turn behind bytes', 'We open.<0x0A>User: And?', 'We open.\n'],
  ['Maltese', 'Bonġu, Ġorġ. Il-Ġimgħa fiċ-Ċentru. Ċert!', 'Bonġu, Ġorġ. Il-Ġimgħa fiċ-Ċentru. Ċert!'],
  ['no byte, and an accent', 'I <0é you <0x<é', 'I <0é you <0x<é'],
  ['no byte', 'I <0x> you <0 and <0xG0>', 'I <0x> you <0 and <0xG0>'],
];

const WRAPPED: readonly Row[] = [
  ['acon96/home-llm#113', '{"to_say": "It is on.", "service": "light"}', 'It is on.'],
  [
    'sawarae/utsutsu-code PR#84',
    '{\n  "message": "Say \\"hi\\".\\nIt\\u2019s me \\ud83d\\ude00 \\/"\n}',
    'Say "hi".\nIt’s me 😀 /',
  ],
  ['its kind, as a code block', '```json\n{"response": "Hello"}\n```\n', 'Hello'],
  ['its kind, cut by the limit', '{"answer":"Hello, \\u20', 'Hello, '],
  ['its kind, behind reasoning', '<think>Hm.</think>\n{"answer": "Hello"}', 'Hello'],
  ['AidenAI-IO/aiden-firmware PR#447: a tag', '<tts>Hello there.</tts>', 'Hello there.</tts>'],
  ['its kind', '\n<voice_output>\n<en>Hello <b>you</b>', 'Hello <b>you</b>'],
  ['AVADSA25/codec PR#360: a tag with a blank in it', '<Final Answer>\nHello</Final Answer>', 'Hello'],
  ['its kind, behind reasoning', '<think>Hm.</think>\n< final response >Hello', 'Hello'],
  ['its kind, around reasoning', '<root><think>Hm.</think><final_response>Hello', 'Hello'],
  ['JSON of another kind', '{"price": "nine", "answer": "x"}', '{"price": "nine", "answer": "x"}'],
  ['a number', '{"answer": 9}', '{"answer": 9}'],
  ['code', '```js\nx\n```\n`a`', '```js\nx\n```\n`a`'],
];

/** Llama 3.1 8B as a voice agent, and small models elsewhere, go on with the caller's part. */
const LABELS: readonly Row[] = [
  [
    'tenstorrent/tt-studio#753: turns made up',
    "We open at nine.\nUser: And Sunday?\nAssistant: It's closed.",
    'We open at nine.\n',
  ],
  ['replicate/cog-llama-template PR#1', '8.\n\nUser: What is 3 + 3?', '8.\n\n'],
  ['semperai/amica#70', 'Do you?\nUser: Yes', 'Do you?\n'],
  [
    'replicate/cog-llama#9',
    'Hello, how can I help?  \nHuman: Hi\nAI Assistant: Hi',
    'Hello, how can I help?  \n',
  ],
  ['Alpaca and Vicuna', 'Sure!\n\n### Human: Thanks\nUSER: a', 'Sure!\n\n'],
  [
    'antimatter15/alpaca.cpp#214: Alpaca',
    'No, they do not.\n### Instruction:\nWhat are the pros?  ### Response:\nPros',
    'No, they do not.\n',
  ],
  ['lm-sys/FastChat#348', 'How can I help?\n### Human: \n### Assistant: Sorry', 'How can I help?\n'],
  [
    'lm-sys/FastChat PR#3259: Llama 3, the next turn without its tokens',
    'A fun conversation.assistant\n\nHere is a breakdown.',
    'A fun conversation.',
  ],
  ['lgrammel/modelfusion-ollama-nextjs-starter#1: its kind', 'Hi! 😊user\n\nAnd you?', 'Hi! 😊'],
  ['its kind, at the end', 'Goodbye!assistant', 'Goodbye!'],
  ['its kind, Gemma', 'We open at nine.\nuser\nAnd Sunday?\nmodel\nNo.', 'We open at nine.\n'],
  [
    'words that are none',
    'Ask.user me, e.g.\nusers\nand "user" assistant\n',
    'Ask.user me, e.g.\nusers\nand "user" assistant\n',
  ],
  ['a heading', 'So.\n### Instructions:\nWait.', 'So.\n### Instructions:\nWait.'],
  ['its kind, bold', '“Yes.”\n**User:** And now?', '“Yes.”\n'],
  ['its kind, in Chinese', '助手：好的。\n用户：谢谢', '好的。\n'],
  ['neulab/agent-data-protocol PR#81: a label', 'Assistant: Of course.', 'Of course.'],
  ['JStepUX/CardShark PR#27: its kind', '\n**Assistant:** Of course.', 'Of course.'],
  ['Alpaca', '### Response:\nOf course.', 'Of course.'],
  [
    'crewAIInc/crewAI PR#4229: ReAct',
    'Thought: Do I need a tool? No.\nHere I can answer. Finally so.\nFinal Answer: We open at nine.',
    'We open at nine.',
  ],
  [
    'everruns/everruns PR#2657, ValueCell-ai/ClawX#968: what we put into the prompt',
    '(The caller says nothing.) (The call begins.) Hello',
    'Hello',
  ],
  ['a parenthesis', '(The call begins at nine.) Hello', '(The call begins at nine.) Hello'],
  ['a thought', 'Thoughts: many. Thought so.', 'Thoughts: many. Thought so.'],
  ['a label and reasoning', 'ASSISTANT: <think>Hm.</think>Hello', 'Hello'],
  [
    'NousResearch/hermes-agent#107044',
    'Reasoning: This is the visible answer.',
    'This is the visible answer.',
  ],
  ['NousResearch/hermes-agent#107044', '思考：请继续。', '请继续。'],
  [
    'NousResearch/hermes-agent#107044',
    'The reasoning is clear. Answer: no',
    'The reasoning is clear. Answer: no',
  ],
  ['a login', 'Your login is:\nUser: jane\nPassword: x', 'Your login is:\nUser: jane\nPassword: x'],
  ['words that begin alike', 'Use it.\nUsers are Humans.\nUser\n', 'Use it.\nUsers are Humans.\nUser\n'],
  [
    'a sentence about them',
    'Say User: or Human: first. User: is a word',
    'Say User: or Human: first. User: is a word',
  ],
];

const SPEECH: readonly Row[] = [
  ['a sign', 'a < b and b > c', 'a < b and b > c'],
  ['a heart', 'I <3 you', 'I <3 you'],
  ['a tag of no meaning', 'x <b>bold</b> y <br> z', 'x <b>bold</b> y <br> z'],
  ['half a tag', 'Five < six <thin', 'Five < six <thin'],
  ['an address', 'Write to <jane@example.com>', 'Write to <jane@example.com>'],
  ['brackets', '[1] and [a link](x) [laughs]', '[1] and [a link](x) [laughs]'],
  [
    'words of channels',
    'analysis of the data, thoughtful and final',
    'analysis of the data, thoughtful and final',
  ],
  [
    'an assistant',
    'I am your assistant. assistant, analysis, final',
    'I am your assistant. assistant, analysis, final',
    'gpt-oss',
  ],
  [
    'the word for Here',
    'Here is my address. Here is my response: yes',
    'Here is my address. Here is my response: yes',
  ],
  ['a brace', '{ well }', '{ well }'],
  ['a brace in a sentence', 'Say {name}, {"a": 1} or x{"name": y}', 'Say {name}, {"a": 1} or x{"name": y}'],
  [
    'brackets in a sentence',
    'Press [f(x)] or [one (two)], [Mr. X](a)',
    'Press [f(x)] or [one (two)], [Mr. X](a)',
  ],
  ['a call', 'call: five, or call me', 'call: five, or call me'],
  ['an assistant to somebody', 'assistant to the chef', 'assistant to the chef'],
  ['text struck out', 'It is <s>ten</s> nine dollars', 'It is ten nine dollars'],
  ['details', 'x <details open>y', 'x <details open>y'],
  ['a word within a word', 'x assistantassistantfinal y', 'x assistant\n y', 'gpt-oss'],
  ['blanks at its ends', '\n\n Hello\n', 'Hello\n'],
  ['signs and a word of thought', 'If a < think it over > b', 'If a < think it over > b'],
  ['a bracket and bars', 'Press [|] or [a|b] or [|', 'Press [|] or [a|b] or [|'],
  ['a heading that is none', 'Thinking process or not, here I am', 'Thinking process or not, here I am'],
  ['a function', 'get_user() is a function', 'get_user() is a function'],
  ['another function', 'print(x="y") and my_list[0](a)', 'print(x="y") and my_list[0](a)'],
  ['a name', 'call_me (at five), or f_g(x == 1)', 'call_me (at five), or f_g(x == 1)'],
  ['an address by mail', 'jane_roe@example.com is it', 'jane_roe@example.com is it'],
  ['small letters', 'functions are fine. so is end_call() here', 'functions are fine. so is end_call() here'],
  ['a tool', '[tool calls] and [Tool call: now or later]', '[tool calls] and [Tool call: now or later]'],
  ['a final answer', 'My < final offer > <finally> <resources>', 'My < final offer > <finally> <resources>'],
  ['functions', 'functools is a module of Python', 'functools is a module of Python'],
  ['a slash', '/thin crust/ is fine', '/thin crust/ is fine'],
  ['nothing', '', ''],
];

const ALL = [...REASONING, ...CHANNELS, ...CONTROL, ...TOOLS, ...BYTES, ...WRAPPED, ...LABELS, ...SPEECH];
const withModel = (rows: readonly Row[]) =>
  rows.map(([source, said, heard, model = MODEL]): [string, string, string, string] => [
    source,
    said,
    heard,
    model,
  ]);

describe('of a text', () => {
  describe.each([
    ['reasoning is not said', REASONING],
    ['only the final channel is said', CHANNELS],
    ['control tokens are not said, nor what follows the end', CONTROL],
    ['tool calls are not said', TOOLS],
    ['what a tokenizer writes is put together', BYTES],
    ['of an answer in JSON or in a tag its text is said', WRAPPED],
    ['who speaks is not said, nor what the model has the caller say', LABELS],
    ['all that is speech is said', SPEECH],
  ])('%s', (_, rows) => {
    it.each(withModel(rows))('%s: %j', (_source, said, heard, model) => {
      expect(hear([said], { model })).toBe(heard);
    });
  });

  it('the same is said wherever its deltas are cut', () => {
    const row = fc.constantFrom(...withModel(ALL));
    const check = fc.property(row, fc.array(fc.nat(), { maxLength: 20 }), ([, said, heard, model], cuts) => {
      const bounds = [0, ...cuts.map((cut) => cut % (said.length + 1)).sort((a, b) => a - b), said.length];
      const deltas = bounds.slice(1).map((bound, i) => said.slice(bounds[i], bound));
      expect(hear(deltas, { model })).toBe(heard);
    });
    fc.assert(check, { numRuns: 2_000 });
  });

  it('of any marks in any order the same is said wherever its deltas are cut', () => {
    const fragments = ALL.flatMap(([, said]) => said.match(/<[^>]*>|\[[^\]]*\]|[^<[]+|[<[]/g) ?? []);
    const text = fc
      .array(fc.constantFrom(...new Set(fragments)), { maxLength: 8 })
      .map((each) => each.join(''));
    const model = fc.constantFrom(MODEL, 'gpt-oss', 'deepseek-r1');
    const check = fc.property(
      text,
      model,
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 30 }),
      (said, name, isCut, cuts) => {
        const bounds = [0, ...cuts.map((cut) => cut % (said.length + 1)).sort((a, b) => a - b), said.length];
        const deltas = bounds.slice(1).map((bound, i) => said.slice(bounds[i], bound));
        expect(hear(deltas, { model: name, isCut })).toBe(hear([said], { model: name, isCut }));
      },
    );
    fc.assert(check, { numRuns: 3_000 });
  });

  it('a label behind the line of a call is text, wherever the deltas are cut', () => {
    const [call, label] = ['call:f{a:1}No, they do not.\n', '### Instruction: be quick.'];
    expect(hear([call + label])).toBe(label);
    expect(hear([call, label])).toBe(label);
  });

  it('that may be a call, after the line of a header, nothing is lost when it is cut within a word of a channel', () => {
    expect(hear(['<|im_start|>assistant\n{"a', '": 1} is JSON.'], { model: 'gpt-oss' })).toBe(
      '{"a": 1} is JSON.',
    );
  });

  it.each(withModel(ALL))(
    'the same is said when every character is a delta: %s: %j',
    (_, said, heard, model) => {
      expect(hear([...said], { model })).toBe(heard);
    },
  );
});

describe('text', () => {
  const deltasOf = (deltas: readonly string[], model = MODEL) => {
    const spoken = new SpokenText(model, createReasoningHabit(model));
    return deltas.map((delta) => spoken.push(delta));
  };

  it('leaves with its delta', () => {
    expect(deltasOf(['Hello', ' there', ', you', ' and', ' a', ' b', '.'])).toEqual([
      'Hello',
      ' there',
      ', you',
      ' and',
      ' a',
      ' b',
      '.',
    ]);
  });

  it('leaves with its delta when the model is one that writes channels', () => {
    const deltas = ['Here', ' is', ' a', ' cake', ', as', ' assistant', ' for', ' all', '.'];
    const heard = deltasOf(deltas, 'openai/gpt-oss-20b');
    expect(heard).toEqual(['', '', 'Here is a', ...deltas.slice(3)]);
  });

  it.each([
    ['<', ['a ', '<', ' b'], ['a ', '', '< b']],
    ['<3', ['I ', '<', '3', ' you'], ['I ', '', '<3', ' you']],
    ['a tag of no meaning', ['x <', 'b', '>bold', '</', 'b', '>'], ['x ', '', '<b>bold', '', '', '</b>']],
    ['brackets', ['see [', '1', ']'], ['see ', '[1', ']']],
  ])('with %s in it is held no longer than it may become a mark', (_, deltas, heard) => {
    expect(deltasOf(deltas)).toEqual(heard);
  });

  it('is over with the token that ends it', () => {
    const spoken = new SpokenText(MODEL, createReasoningHabit(MODEL));
    spoken.push('Hello');
    expect(spoken.isOver).toBe(false);
    expect(spoken.push('<|im_end|>\nAnd')).toBe('');
    expect([spoken.isOver, spoken.push(' so on'), spoken.end(false)]).toEqual([true, '', '']);
  });
});

describe('reasoning that only ends', () => {
  const UNOPENED = ['The user ', 'greets.</th', 'ink>\n\nHel', 'lo'];

  it('is heard once, and never again from that endpoint', () => {
    const habit = createReasoningHabit(MODEL);
    expect(hear(UNOPENED, { habit })).toBe('The user greets.\n\n\nHello');
    expect(hear(UNOPENED, { habit })).toBe('Hello');
    expect(hear(['Hi.'], { habit })).toBe('Hi.');
    expect(hear(UNOPENED, { habit })).toBe('Hello');
  });

  it.each([
    'deepseek-ai/DeepSeek-R1',
    'Qwen/QwQ-32B',
    'Qwen/Qwen3-30B-A3B-Thinking-2507',
    'kimi-k2-thinking',
  ])('is never heard from %s, which is known for it', (model) => {
    expect(hear(UNOPENED, { model })).toBe('Hello');
  });

  it('is no longer expected of a model whose first reply had none', () => {
    const model = 'deepseek-r1';
    const habit = createReasoningHabit(model);
    expect(hear(['Hel', 'lo.'], { model, habit })).toBe('Hello.');
    const spoken = new SpokenText(model, habit);
    expect([spoken.push('Hel'), spoken.push('lo')]).toEqual(['Hel', 'lo']);
  });

  it('is not expected where the reasoning is opened, or has a field', () => {
    const habit = createReasoningHabit('deepseek-r1');
    const opened = new SpokenText('deepseek-r1', habit);
    expect([opened.push('<think>Hm.</think>Hel'), opened.push('lo')]).toEqual(['Hel', 'lo']);
    const inField = new SpokenText('deepseek-r1', habit);
    expect([inField.reasonsInField(), inField.push('Hel'), inField.push('lo')]).toEqual(['', 'Hel', 'lo']);
  });

  it('is not heard when its prompt was closed too early: jundot/omlx#2649', () => {
    const habit = createReasoningHabit(MODEL);
    const twice = ['</think>The user greets.</think>', 'Hello'];
    expect(hear(twice, { habit })).toBe('The user greets.\nHello');
    expect(hear(twice, { habit })).toBe('Hello');
    expect(hear(twice, { model: 'deepseek-r1' })).toBe('Hello');
  });

  it('is known from its heading, before it has ended', () => {
    const habit = createReasoningHabit(MODEL);
    expect(hear(['Thinking Process:\n\n1. Hm.'], { habit, isCut: true })).toBe('');
    expect(hear(UNOPENED, { habit })).toBe('Hello');
  });

  it('is not heard when the token limit cuts it', () => {
    expect(hear(['The user gre'], { model: 'deepseek-r1', isCut: true })).toBe('');
  });

  it('is found by the words and the tokens of channels, too', () => {
    for (const end of ['assistantfinal', '<|end|><|start|>assistant<|channel|>final<|message|>']) {
      const habit = createReasoningHabit(MODEL);
      hear(['The user greets.</think>Hello'], { habit });
      expect(hear([`We need to greet.${end}Hello`], { model: 'gpt-oss', habit })).toBe('Hello');
    }
  });

  it.each([
    ['after reasoning that was opened', '<think>Hm.</think>Hello</think> there', 'Hello there'],
    ['before any text', '</think>Hello', 'Hello'],
  ])('is not concluded from a stray mark %s', (_, said, heard) => {
    const habit = createReasoningHabit(MODEL);
    expect([hear([said], { habit }), habit.opening]).toEqual([heard, 'unknown']);
  });
});
