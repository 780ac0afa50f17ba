/**
 * Keys of Vapi's assistant schema that Parley does not have, for whoever brings an export of Vapi's (docs.vapi.ai, "Create assistant").
 */

/** Of each place in the file: '' is the file itself. */
const KEYS: Readonly<Record<string, string>> = {
  '': 'id orgId createdAt updatedAt firstMessageMode voicemailDetection voicemailMessage clientMessages serverMessages backgroundSound backgroundDenoisingEnabled backgroundSpeechDenoisingPlan modelOutputInMessagesEnabled transportConfigurations observabilityPlan credentials credentialIds hooks endCallMessage endCallPhrases endCallFunctionEnabled dialKeypadFunctionEnabled compliancePlan metadata analysisPlan artifactPlan monitorPlan keypadInputPlan server serverUrl serverUrlSecret isServerUrlSecretSet hipaaEnabled recordingEnabled llmRequestDelaySeconds responseDelaySeconds numWordsToInterruptAssistant',
  model:
    'provider model systemPrompt tools toolIds functions knowledgeBase knowledgeBaseId emotionRecognitionEnabled numFastTurns fallbackModels',
  voice:
    'voiceId cachingEnabled chunkPlan fallbackPlan style useSpeakerBoost optimizeStreamingLatency enableSsmlParsing autoMode inputPunctuationBoundaries fillerInjectionEnabled',
  transcriber:
    'smartFormat keywords numerals mipOptOut codeSwitchingEnabled confidenceThreshold wordBoost disablePartialTranscripts realtimeUrl endUtteranceSilenceThreshold fallbackPlan formatTurns',
  startSpeakingPlan: 'smartEndpointingEnabled',
  'startSpeakingPlan.smartEndpointingPlan': 'provider',
  'startSpeakingPlan.customEndpointingRules': 'regexOptions',
  messagePlan: 'idleMessages idleTimeoutSeconds idleMessageResetCountOnUserSpeechEnabled',
};

/** What does the same in Parley. */
const INSTEAD: Readonly<Record<string, string>> = {
  'model.provider': 'the environment chooses the model, by a vendor’s key and LLM_MODEL',
  'model.model': 'the environment chooses the model, by a vendor’s key and LLM_MODEL',
  'model.systemPrompt': 'model.messages has the prompt',
  'voice.voiceId': 'the environment has the voice, beside the key of its vendor',
  'startSpeakingPlan.smartEndpointingEnabled': 'endpointing says which rule ends turns',
  'transcriber.keywords': 'keyterms has terms, without weights',
  'messagePlan.idleMessages': 'idleMessage has one',
  'messagePlan.idleTimeoutSeconds': 'silenceTimeoutSeconds has it',
  serverUrl: 'journals and /v1/calls tell about a call',
  server: 'journals and /v1/calls tell about a call',
};

/** A rule for a key that is Vapi's and not ours; undefined for any other. */
export function ruleForVapiKey(path: readonly PropertyKey[]): string | undefined {
  const place = path
    .slice(0, -1)
    .filter((key) => typeof key === 'string')
    .join('.');
  const isTheirs = KEYS[place]?.split(' ').includes(String(path.at(-1))) ?? false;
  if (!isTheirs) return undefined;
  const instead = INSTEAD[path.join('.')];
  return `a key of Vapi's that Parley does not have: remove it${instead === undefined ? '' : `; ${instead}`}`;
}
