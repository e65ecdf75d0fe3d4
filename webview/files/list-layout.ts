/** What a list of files needs of the page around it. Knows no DOM. */
import type { AppRow, CountedFiles, DomainRow, Failure, FileRow } from '../../src/view/index.ts';
import type { GridView } from '../list/grid-view.ts';
import type { RowSource } from '../list/row-source.ts';
import type { FilesPlace } from './files-place.ts';

/** What the buttons beside the count do. */
export interface ExtractButton {
  readonly label: string;
  readonly onPress: () => void;
}

export interface ListLayout {
  readonly grid: {
    /** The row at the top edge. */
    readonly top: number;
    activate(index: number): void;
    freeze(): void;
    refresh(): void;
  };
  readonly places: {
    icons: Readonly<Record<string, string>>;
    begin(domains: readonly DomainRow[], apps: readonly AppRow[]): void;
  };
  readonly filter: {
    say(text: string): void;
    showProblem(problem: string | undefined): void;
  };
  showPlace(place: FilesPlace): void;
  showFiles(source: RowSource<FileRow>, view: GridView): void;
  showNothing(line: string, kind: 'backup' | 'place' | Failure): void;
  say(counted: Pick<CountedFiles, 'items' | 'isPart'>, selected: number, buttons: readonly ExtractButton[]): void;
}
