import type { DataClass, Destination, DestroyTechnique } from '../custody/words.ts';
import type { Media } from '../drive/identity.ts';
import type { ReadBack } from '../erase/clearance.ts';
import type { Technique } from '../erase/technique.ts';
import type { LadderRung, Policy, PolicyRule } from './policy.ts';

/** The first rule that fits decides. Undefined: the policy is silent, and silence allows nothing. */
export function ruleFor(policy: Policy, media: Media, dataClass: DataClass, destination: Destination): PolicyRule | undefined {
  return policy.rules.find(
    (rule) => rule.media.includes(media) && rule.data_class.includes(dataClass) && rule.destination.includes(destination),
  );
}

/** The techniques that the policy accepts on this medium, in order of choice. */
export function ladderFor(policy: Policy, media: Media): readonly LadderRung[] {
  return policy.ladders.find((ladder) => ladder.media.includes(media))?.rungs ?? [];
}

/** What a technique reaches on this medium under this policy; undefined when the policy does not name it. */
export function rungFor(policy: Policy, media: Media, technique: Technique): LadderRung | undefined {
  return ladderFor(policy, media).find((rung) => rung.technique === technique);
}

/** How much the policy wants read back. Every byte where it names nothing. */
export function readBackFor(policy: Policy, media: Media): ReadBack {
  return policy.read_back.find((row) => row.media.includes(media))?.read_back ?? { kind: 'full' };
}

/** How drives with this data may be destroyed. None where the policy names none. */
export function destroyTechniquesFor(policy: Policy, dataClass: DataClass): readonly DestroyTechnique[] {
  return policy.destroy.find((row) => row.data_class.includes(dataClass))?.techniques ?? [];
}

/** True for techniques that only make a key unreadable: what they are worth hangs on conditions no tool can see. */
export function isKeyChange(technique: Technique): boolean {
  switch (technique) {
    case 'ata_sanitize_crypto_scramble':
    case 'scsi_sanitize_cryptographic_erase':
    case 'nvme_sanitize_crypto_erase':
    case 'nvme_format_cryptographic_erase':
    case 'tcg_psid_revert':
      return true;
    case 'ata_sanitize_block_erase':
    case 'ata_sanitize_overwrite':
    case 'ata_security_erase_enhanced':
    case 'ata_security_erase_normal':
    case 'scsi_sanitize_block_erase':
    case 'scsi_sanitize_overwrite':
    case 'scsi_format_unit':
    case 'nvme_sanitize_block_erase':
    case 'nvme_sanitize_overwrite':
    case 'nvme_format_user_data_erase':
    case 'host_overwrite':
    case 'destroy':
      return false;
  }
}

/** True when one read-back is at least as much as another in every term; `full` is more than any sample. */
export function readBackCovers(done: ReadBack, demanded: ReadBack): boolean {
  if (done.kind === 'full') return true;
  if (demanded.kind === 'full') return false;
  return done.sections >= demanded.sections && done.per_section >= demanded.per_section && done.share_permille >= demanded.share_permille;
}
