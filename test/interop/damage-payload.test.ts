/** Damage to stored content of backups by the second writer, in every era: each kind is exactly one finding. */
import { PAYLOAD_DAMAGE } from '../support/corpus/payload-damage.ts';
import { describeDamage } from '../support/corpus/verified-damage.ts';

describeDamage('damage to stored content', PAYLOAD_DAMAGE);
