/** One line of the result. `ratio` is `value / baseline`. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly ratio?: number;
}

export function figure(name: string, value: number, unit: string, baseline?: number): Figure {
  return {
    name,
    value: rounded(value),
    unit,
    ...(baseline !== undefined && { baseline: rounded(baseline), ratio: rounded(value / baseline) }),
  };
}

/** Three digits say all that a measurement on one machine can. */
function rounded(value: number): number {
  return Number(value.toPrecision(Math.abs(value) >= 1000 ? 4 : 3));
}

export function table(figures: readonly Figure[]): string {
  const rows = [
    ["name", "value", "unit", "baseline", "ratio"],
    ...figures.map(({ name, value, unit, baseline, ratio }) =>
      [name, value, unit, baseline ?? "", ratio ?? ""].map(String),
    ),
  ];
  const isNumber = [false, true, false, true, true];
  const widths = isNumber.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
        )
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
