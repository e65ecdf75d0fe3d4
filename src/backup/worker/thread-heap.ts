/** What a thread may leave lying about before it tidies up. */
import type { ResourceLimits } from 'node:worker_threads';

/**
 * For threads through which a whole backup flows: most of what they make is gone a moment later. Left to itself V8 lets each of them have some
 * hundred megabytes of that before it looks; with a small nursery it looks often, at little. What is alive is bounded by other means.
 */
export const FLOWING_HEAP: ResourceLimits = { maxYoungGenerationSizeMb: 12 };
