/**
 * Solves A·x = b for a symmetric positive definite A, by Cholesky's A = L·Lᵀ.
 * @param matrix Rows of A, n × n; only its lower triangle is read.
 */
export class Cholesky {
  /** Rows of L, lower triangle. */
  private readonly rows: Float64Array[];

  constructor(matrix: readonly Float64Array[]) {
    this.rows = [];
    matrix.forEach((given, i) => {
      const row = new Float64Array(matrix.length);
      this.rows.push(row);
      for (let j = 0; j <= i; j++) {
        let rest = given[j];
        for (let k = 0; k < j; k++) {
          rest -= row[k] * this.rows[j][k];
        }
        row[j] = i === j ? Math.sqrt(rest) : rest / this.rows[j][j];
      }
    });
  }

  solve(values: ArrayLike<number>): Float64Array {
    const { rows } = this;
    const solution = Float64Array.from(values);
    for (let i = 0; i < rows.length; i++) {
      for (let j = 0; j < i; j++) {
        solution[i] -= rows[i][j] * solution[j];
      }
      solution[i] /= rows[i][i];
    }
    for (let i = rows.length - 1; i >= 0; i--) {
      for (let j = i + 1; j < rows.length; j++) {
        solution[i] -= rows[j][i] * solution[j];
      }
      solution[i] /= rows[i][i];
    }
    return solution;
  }
}
