/**
 * The figures of a profile that do not depend on the vendor: agents/profiles.json. The others are in the vendor's folder.
 */

import type { ProfileName } from '../../actors/providers/stt-product.ts';
import profiles from '../../agents/profiles.json' with { type: 'json' };

type Profile = (typeof profiles)['balanced'];

const PROFILES: Readonly<Record<ProfileName, Profile>> = profiles;

export const profileOf = (name: ProfileName): Profile => PROFILES[name];
