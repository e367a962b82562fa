// Compiled once for each set of instructions, as arithmetic.cc is. A tile of sums, some rows by a panel of columns, stays
// in registers while it goes through all that is summed; each value of x serves a whole panel, each vector of the panel
// all rows. Nothing is left out for zeros: 0·∞ is NaN.
#include "pointwise.h"

#include "activations.h"
#include "vectors.h"

namespace efficientnet_lab {
namespace {

/// Vectors of a panel.
constexpr int PANEL_VECTORS = 3;
constexpr int64_t PANEL = PANEL_VECTORS * WIDE_LANES;
/// Rows of a tile whose sums fill the registers: 32 of AVX-512, 16 of the others.
template <int VECTORS>
constexpr int TILE_ROWS = (WIDE_LANES == 16 ? 24 : 12) / VECTORS;
/// Rows whose values stay in the second cache while all panels go over them.
constexpr int64_t BLOCK_ROWS = 96;
/// The same for the kernel's gradient, in values of the panels.
constexpr int64_t BLOCK_VALUES = 1 << 16;
constexpr int64_t MOST_BLOCK_ROWS = 256;
constexpr int64_t LEAST_BLOCK_ROWS = 64;
/// What so few inputs are multiplied with is taken from where it lies: to put it in order would take as long.
constexpr int64_t DIRECT_INPUTS = 64;

/// Values in memory, where one row or one step further lies.
struct Strided {
  const float* values;
  int64_t row;
  int64_t step;
};

/// Columns of a matrix, and how far its rows lie from each other.
struct Panel {
  const float* values;
  int64_t step;
};

/// sums[r][…] += Σ x[r, s]·panel[s, …] over the steps.
template <int ROWS, int VECTORS>
INLINED void multiply_tile(Strided x, Panel panel, int64_t steps, Wide (&sums)[ROWS][VECTORS]) {
  const float* rows[ROWS];
  UNROLLED
  for (int r = 0; r < ROWS; r++) {
    rows[r] = x.values + r * x.row;
  }
  for (int64_t s = 0; s < steps; s++) {
    Wide weights[VECTORS];
    UNROLLED
    for (int v = 0; v < VECTORS; v++) {
      weights[v] = load<Wide>(panel.values + v * WIDE_LANES);
    }
    panel.values += panel.step;
    UNROLLED
    for (int r = 0; r < ROWS; r++) {
      const float value = rows[r][s * x.step];
      UNROLLED
      for (int v = 0; v < VECTORS; v++) {
        sums[r][v] += value * weights[v];
      }
    }
  }
}

template <int N>
struct Constant {
  static constexpr int value = N;
};

/// Calls work(row, rows) for tiles of rows, a constant, as large as they fit.
template <int ROWS, class Work>
INLINED void tiles(int64_t begin, int64_t end, const Work& work) {
  for (; begin + ROWS <= end; begin += ROWS) {
    work(begin, Constant<ROWS>{});
  }
  if constexpr (ROWS > 1) {
    if (begin < end) {
      tiles<ROWS / 2>(begin, end, work);
    }
  }
}

/// Calls work(vectors) with how many vectors of a panel the outputs from a column on fill.
template <class Work>
INLINED void with_vectors(int64_t outputs, int64_t column, const Work& work) {
  const int64_t count = least(PANEL_VECTORS, quotient(outputs - column, WIDE_LANES));
  if (count == 3) {
    work(Constant<3>{});
  } else if (count == 2) {
    work(Constant<2>{});
  } else {
    work(Constant<1>{});
  }
}

int64_t padded(int64_t outputs) { return quotient(outputs, WIDE_LANES) * WIDE_LANES; }

int64_t packed_size(int64_t inputs, int64_t outputs) { return inputs * padded(outputs); }

/// Writes rows of `width` values, some of them beyond the end of a row of the source, as rows of whole vectors.
template <int VECTORS>
INLINED void pack_rows(const float* from, int64_t stride, int64_t rows, int64_t width, float* to) {
  constexpr int64_t FULL = VECTORS * WIDE_LANES;
  if (width >= FULL) {
    for (int64_t row = 0; row < rows; row++, from += stride, to += FULL) {
      __builtin_memcpy(to, from, sizeof(float) * FULL);
    }
    return;
  }
  for (int64_t row = 0; row < rows; row++, from += stride, to += FULL) {
    for (int64_t i = 0; i < FULL; i++) {
      to[i] = i < width ? from[i] : 0.f;
    }
  }
}

/// The same of a source whose columns are rows of the target.
template <int VECTORS>
INLINED void pack_columns(const float* from, int64_t stride, int64_t rows, int64_t width, float* to) {
  constexpr int64_t FULL = VECTORS * WIDE_LANES;
  // Some rows of the target at a time: each of their lines is written whole while it is in the first cache.
  constexpr int64_t LINES = 16;
  for (int64_t first = 0; first < rows; first += LINES) {
    const int64_t last = least(rows, first + LINES);
    for (int64_t i = 0; i < FULL; i++) {
      for (int64_t row = first; row < last; row++) {
        to[row * FULL + i] = i < width ? from[i * stride + row] : 0.f;
      }
    }
  }
}

void pack(const Pointwise& product, const float* kernel, bool is_transposed, Range panels, float* packed) {
  const auto [rows, inputs, outputs] = product;
  for (int64_t p = panels.begin; p < panels.end; p++) {
    const int64_t column = p * PANEL;
    float* to = packed + column * inputs;
    with_vectors(outputs, column, [&](auto vectors) {
      if (is_transposed) {
        pack_columns<vectors.value>(kernel + column * inputs, inputs, inputs, outputs - column, to);
      } else {
        pack_rows<vectors.value>(kernel + column, outputs, inputs, outputs - column, to);
      }
    });
  }
}

/// As many values as there are, 0 beyond them.
template <int VECTORS>
INLINED void load_row(const float* from, int64_t width, Wide (&values)[VECTORS]) {
  constexpr int64_t FULL = VECTORS * WIDE_LANES;
  float row[FULL];
  if (width < FULL) {
    __builtin_memset(row, 0, sizeof(row));
    __builtin_memcpy(row, from, sizeof(float) * width);
    from = row;
  }
  UNROLLED
  for (int v = 0; v < VECTORS; v++) {
    values[v] = load<Wide>(from + v * WIDE_LANES);
  }
}

template <int VECTORS>
INLINED void store_row(const Wide (&values)[VECTORS], int64_t width, float* to) {
  constexpr int64_t FULL = VECTORS * WIDE_LANES;
  float row[FULL];
  float* target = width < FULL ? row : to;
  UNROLLED
  for (int v = 0; v < VECTORS; v++) {
    store(target + v * WIDE_LANES, values[v]);
  }
  if (width < FULL) {
    __builtin_memcpy(to, row, sizeof(float) * width);
  }
}

template <Activation activation, int ROWS, int VECTORS>
INLINED void finish_tile(Wide (&sums)[ROWS][VECTORS], const Pointwise& product, const Finish& finish, int64_t row,
                         int64_t column, float* y) {
  const int64_t width = product.outputs - column;
  Wide bias[VECTORS] = {};
  if (finish.bias != nullptr) {
    load_row(finish.bias + column, width, bias);
  }
  UNROLLED
  for (int r = 0; r < ROWS; r++) {
    const int64_t at = (row + r) * product.outputs + column;
    UNROLLED
    for (int v = 0; v < VECTORS; v++) {
      sums[r][v] = activated<activation>(sums[r][v] + bias[v]);
    }
    if (finish.residual != nullptr) {
      Wide residual[VECTORS];
      load_row(finish.residual + at, width, residual);
      UNROLLED
      for (int v = 0; v < VECTORS; v++) {
        sums[r][v] += residual[v];
      }
    }
    store_row(sums[r], width, y + at);
  }
}

template <Activation activation, int VECTORS>
void multiply_panel(const Pointwise& product, const float* x, Panel panel, const Finish& finish, Range rows,
                    int64_t column, float* y) {
  tiles<TILE_ROWS<VECTORS>>(rows.begin, rows.end, [&](int64_t row, auto count) {
    Wide sums[count.value][VECTORS] = {};
    multiply_tile<count.value, VECTORS>({x + (row - rows.begin) * product.inputs, product.inputs, 1}, panel,
                                        product.inputs, sums);
    finish_tile<activation>(sums, product, finish, row, column, y);
  });
}

void multiply(const Pointwise& product, const float* x, const float* packed, const Finish& finish, Range rows,
              Range panels, float* y) {
  for (int64_t begin = rows.begin; begin < rows.end; begin += BLOCK_ROWS) {
    const Range block = {begin, least(rows.end, begin + BLOCK_ROWS)};
    for (int64_t p = panels.begin; p < panels.end; p++) {
      const int64_t column = p * PANEL;
      with_vectors(product.outputs, column, [&](auto vectors) {
        const Panel panel = {packed + column * product.inputs, vectors.value * WIDE_LANES};
        const float* from = x + (begin - rows.begin) * product.inputs;
        if (finish.activation == Activation::swish) {
          multiply_panel<Activation::swish, vectors.value>(product, from, panel, finish, block, column, y);
        } else if (finish.activation == Activation::sigmoid) {
          multiply_panel<Activation::sigmoid, vectors.value>(product, from, panel, finish, block, column, y);
        } else if (finish.activation == Activation::relu6) {
          multiply_panel<Activation::relu6, vectors.value>(product, from, panel, finish, block, column, y);
        } else {
          multiply_panel<Activation::none, vectors.value>(product, from, panel, finish, block, column, y);
        }
      });
    }
  }
}

/// Rows of a block for the kernel's gradient.
int64_t block_rows(int64_t outputs) {
  return most(LEAST_BLOCK_ROWS, least(MOST_BLOCK_ROWS, BLOCK_VALUES / most(1, padded(outputs))));
}

int64_t scratch_size(int64_t outputs) { return block_rows(outputs) * padded(outputs); }

template <int VECTORS>
void gradient_panel(const Pointwise& product, const float* x, Panel panel, Range block, Range inputs, int64_t column,
                    bool is_first, float* sums) {
  const int64_t width = product.outputs - column;
  tiles<TILE_ROWS<VECTORS>>(inputs.begin, inputs.end, [&](int64_t input, auto count) {
    Wide own[count.value][VECTORS] = {};
    float* to = sums + input * product.outputs + column;
    if (!is_first) {
      UNROLLED
      for (int r = 0; r < count.value; r++) {
        load_row(to + r * product.outputs, width, own[r]);
      }
    }
    multiply_tile<count.value, VECTORS>({x + block.begin * product.inputs + input, 1, product.inputs}, panel,
                                        block.end - block.begin, own);
    UNROLLED
    for (int r = 0; r < count.value; r++) {
      store_row(own[r], width, to + r * product.outputs);
    }
  });
}

void kernel_gradient(const Pointwise& product, const float* x, const float* dy, Range rows, Range inputs, Range panels,
                     float* scratch, float* sums) {
  const int64_t height = block_rows(product.outputs);
  for (int64_t begin = rows.begin; begin < rows.end; begin += height) {
    const Range block = {begin, least(rows.end, begin + height)};
    for (int64_t p = panels.begin; p < panels.end; p++) {
      const int64_t column = p * PANEL;
      with_vectors(product.outputs, column, [&](auto vectors) {
        constexpr int64_t FULL = vectors.value * WIDE_LANES;
        Panel panel = {dy + begin * product.outputs + column, product.outputs};
        if (product.outputs - column < FULL || inputs.end - inputs.begin > DIRECT_INPUTS) {
          pack_rows<vectors.value>(panel.values, panel.step, block.end - begin, product.outputs - column, scratch);
          panel = {scratch, FULL};
        }
        gradient_panel<vectors.value>(product, x, panel, block, inputs, column, begin == rows.begin, sums);
      });
    }
  }
}

}  // namespace

extern const PointwiseArithmetic NAMED(pointwise, INSTRUCTIONS);
const PointwiseArithmetic NAMED(pointwise, INSTRUCTIONS) = {
    TEXT(INSTRUCTIONS), PANEL, packed_size, pack, multiply, scratch_size, kernel_gradient,
};

}  // namespace efficientnet_lab
