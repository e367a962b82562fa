/** Reads comma-separated values by the grammar of RFC 4180, character by character: the tests' second opinion. */
export function parseCsv(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let inQuotes = false;
  for (let i = 0; i < csv.length; i++) {
    const character = csv[i];
    if (inQuotes) {
      if (character !== '"') {
        field += character;
      } else if (csv[i + 1] === '"') {
        field += '"';
        i++;
      } else {
        inQuotes = false;
      }
    } else if (character === '"') {
      inQuotes = true;
    } else if (character === ',' || (character === '\r' && csv[i + 1] === '\n')) {
      row.push(field);
      field = '';
      if (character === '\r') {
        rows.push(row);
        row = [];
        i++;
      }
    } else {
      field += character;
    }
  }
  return rows;
}
