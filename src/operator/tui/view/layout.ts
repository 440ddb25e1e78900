import type { Size } from '../state/state.ts';

/** Where things stand on a screen of a certain size. Rows and columns are character cells. */
export interface Layout {
  /** `small`: too small to decide anything by. */
  readonly kind: 'small' | 'one_column' | 'two_columns';
  /** Rows between the two rules. */
  readonly bodyRows: number;
  /** Proposals that are seen at once. */
  readonly listRows: number;
  readonly listColumns: number;
  readonly detailColumns: number;
}

const SMALLEST: Size = { columns: 60, rows: 16 };
const TWO_COLUMNS_FROM: Size = { columns: 130, rows: 24 };

/** Title and its rule above, a rule and the keys below. */
const FRAME_ROWS = 4;

/** The titles of the list's columns. */
const LIST_TITLE_ROWS = 1;

/** What the one-column list says of the proposal under the cursor, below the list. */
export const PREVIEW_ROWS = 4;

export function layoutOf(size: Size): Layout {
  const bodyRows = Math.max(1, size.rows - FRAME_ROWS);
  if (size.columns < SMALLEST.columns || size.rows < SMALLEST.rows) {
    const { columns } = size;
    return { kind: 'small', bodyRows, listRows: 1, listColumns: columns, detailColumns: columns };
  }
  if (size.columns < TWO_COLUMNS_FROM.columns || size.rows < TWO_COLUMNS_FROM.rows) {
    return {
      kind: 'one_column',
      bodyRows,
      listRows: bodyRows - LIST_TITLE_ROWS - PREVIEW_ROWS,
      listColumns: size.columns,
      detailColumns: size.columns,
    };
  }
  // The list needs about so much; what is more goes to the text.
  const listColumns = Math.min(96, Math.max(64, Math.floor(size.columns * 0.44)));
  return {
    kind: 'two_columns',
    bodyRows,
    listRows: bodyRows - LIST_TITLE_ROWS,
    listColumns,
    // One column is the line between them.
    detailColumns: size.columns - listColumns - 1,
  };
}
