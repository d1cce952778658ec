export {
  anyText,
  byName,
  type Columns,
  type CellContent,
  date,
  filled,
  findingOfRow,
  headerIn,
  headerInWords,
  invalidRow,
  columnKeyOf,
  mayBeEmpty,
  mayBeMissing,
  mpidCell,
  oneOf,
  type RowProblem,
  textWhere,
  type Values,
  valuesIn,
} from './columns.ts';
export { type CsvSource, recordBatches, recordsOf } from './csv-records.ts';
export { readRows, type RowShape, writeCsv, writeCsvRows } from './csv.ts';
export { type ColumnsTold, type FileTemplate, fileTemplate } from './file-template.ts';
export {
  errorCode,
  findingsPath,
  flushFolder,
  flushFolders,
  folderNames,
  freePath,
  isLeftOver,
  linkFolders,
  lookOf,
  makeDurableFolder,
  makeFolders,
  moveFile,
  openNew,
  openStored,
  placeWhole,
  removeFile,
  renamePatiently,
  sha256Of,
  sha256OfFile,
  sweepTemporaries,
  temporaryName,
  writeWhole,
} from './folders.ts';
export { folderToken } from './folder-token.ts';
export { foreignIn, looksLikeZip } from './foreign.ts';
export { growingFile } from './growing-file.ts';
export { type ParquetColumns, type ParquetRow, writeParquet } from './parquet-out.ts';
export { type Line, lineReader, smaller } from './lines.ts';
export { pieceBytes, piecesOfFile, recordsAt } from './records.ts';
export {
  makeStaging,
  placeStaged,
  randomName,
  stageBytes,
  stageHandle,
  stagePieces,
  stagingFolder,
  sweepStaging,
} from './staging.ts';
export { openWorkbook } from './open-workbook.ts';
export { type Workbook, workbookProblem } from './workbook-problem.ts';
export { workbookOf } from './workbook-out.ts';
