/** Where a task prints. */
import type { TaskProblem } from '../../view/index.ts';

export interface TaskOutput {
  say(text: string): void;
  problem(problem: TaskProblem): void;
}
