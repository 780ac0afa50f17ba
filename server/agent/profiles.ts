/**
 * The figures of a profile that are no vendor's: agents/profiles.json. A vendor's own are in its folder.
 */

import type { ProfileName } from '../../actors/providers/stt-product.ts';
import profiles from '../../agents/profiles.json' with { type: 'json' };

type Profile = (typeof profiles)['balanced'];

const PROFILES: Readonly<Record<ProfileName, Profile>> = profiles;

export const profileOf = (name: ProfileName): Profile => PROFILES[name];
