/** Damage to the catalogue of backups by the second writer, in every era: each kind is exactly one finding. */
import { CATALOGUE_DAMAGE } from '../support/corpus/catalogue-damage.ts';
import { describeDamage } from '../support/corpus/verified-damage.ts';

describeDamage('damage to the catalogue', CATALOGUE_DAMAGE);
