// Compiled once for each set of instructions, as arithmetic.cc is. One block of channels, a vector, goes over a band of
// rows at a time: the sums of a tile of columns stay in registers, and a value that is loaded serves all the products
// that it has in its row. What limits this is memory, so the next band is asked for meanwhile. Columns beyond the map
// are left out rather than taken as 0, whose product with ∞ would be NaN.
#include "depthwise.h"

#include "activations.h"
#include "bands.h"
#include "vectors.h"

namespace efficientnet_lab {
namespace {

/// Values of a band of rows of the target: it, its source and what comes next stay in the second cache.
constexpr int64_t BAND_VALUES = 1 << 14;
/// Positions of a band for the kernel's gradient: one block of it stays in the first cache while each row of the kernel
/// goes over it.
constexpr int64_t BAND_POSITIONS = 128;

/// Sums as they are.
constexpr Finish PLAIN = {nullptr, nullptr, Activation::none};

/// A convolution of the source map to the target map. With strides of 1 it is its own gradient to the input: the kernel
/// turned around, the padding size − 1 less what it was.
template <class Vector, int SIZE, int STRIDES, bool IS_TURNED>
struct Convolution {
  Map source;
  Map target;
  int64_t pad_top;
  int64_t pad_left;
  Finish finish;

  template <int TILE, bool IS_CHECKED>
  INLINED void tile(const float* image, const float* kernel, const float* bias, int64_t top, int64_t column,
                    float* to) const {
    const int64_t channels = source.channels;
    const int64_t left = column * STRIDES - pad_left;
    const Vector first = bias == nullptr ? Vector{} : load<Vector>(bias);
    Vector sums[TILE];
    UNROLLED
    for (int t = 0; t < TILE; t++) {
      sums[t] = first;
    }
    const Range rows = within(top, SIZE, source.height);
    for (int64_t i = rows.begin; i < rows.end; i++) {
      Vector weights[SIZE];
      UNROLLED
      for (int j = 0; j < SIZE; j++) {
        const int64_t tap = i * SIZE + j;
        weights[j] = load<Vector>(kernel + (IS_TURNED ? SIZE * SIZE - 1 - tap : tap) * channels);
      }
      const float* line = image + source.row(top + i);
      UNROLLED
      for (int c = 0; c < (TILE - 1) * STRIDES + SIZE; c++) {
        if (is_within<IS_CHECKED>(left + c, source.width)) {
          const Vector value = load<Vector>(line + (left + c) * channels);
          UNROLLED
          for (int t = 0; t < TILE; t++) {
            if (c >= t * STRIDES && c < t * STRIDES + SIZE) {
              sums[t] += value * weights[c - t * STRIDES];
            }
          }
        }
      }
    }
    if (finish.activation == Activation::swish) {
      store_tile<Activation::swish, TILE, IS_CHECKED>(sums, column, to);
    } else if (finish.activation == Activation::relu6) {
      store_tile<Activation::relu6, TILE, IS_CHECKED>(sums, column, to);
    } else {
      store_tile<Activation::none, TILE, IS_CHECKED>(sums, column, to);
    }
  }

  template <Activation activation, int TILE, bool IS_CHECKED>
  INLINED void store_tile(const Vector* sums, int64_t column, float* to) const {
    UNROLLED
    for (int t = 0; t < TILE; t++) {
      if (is_within<IS_CHECKED>(column + t, target.width)) {
        store(to + (column + t) * source.channels, activated<activation>(sums[t]));
      }
    }
  }

  template <int TILE>
  INLINED void tile(const float* image, const float* kernel, const float* bias, int64_t top, int64_t column,
                    float* to) const {
    const int64_t left = column * STRIDES - pad_left;
    if (left >= 0 && left + (TILE - 1) * STRIDES + SIZE <= source.width && column + TILE <= target.width) {
      tile<TILE, false>(image, kernel, bias, top, column, to);
    } else {
      tile<TILE, true>(image, kernel, bias, top, column, to);
    }
  }

  Range source_rows(Range rows) const {
    return met(source, target, rows, rows.begin % target.height * STRIDES - pad_top,
               (rows.end - 1) % target.height * STRIDES - pad_top + SIZE);
  }

  int64_t tiles() const { return quotient(target.width, 8); }

  void operator()(int64_t channel, const float* x, const float* kernel, Range rows, float* y, Ahead& ahead,
                  Ahead& ahead_to) const {
    const float* bias = finish.bias == nullptr ? nullptr : finish.bias + channel;
    Cursor at(source, target, rows.begin);
    for (int64_t row = rows.begin; row < rows.end; row++, at.step()) {
      const float* image = x + source.row(at.source_row);
      const int64_t top = at.row * STRIDES - pad_top;
      float* to = y + target.row(row);
      int64_t column = 0;
      for (; column + 4 < target.width; column += 8) {
        tile<8>(image, kernel, bias, top, column, to);
        ahead.fetch();
        ahead_to.fetch();
      }
      for (; column < target.width; column += 4) {
        tile<4>(image, kernel, bias, top, column, to);
        ahead.fetch();
        ahead_to.fetch();
      }
    }
  }
};

/// The gradient to the input of a convolution with strides of 2. Columns of dx go in pairs: with w + pad_left = 2u or
/// 2u + 1, dx[w] = Σ dy[u − i]·kernel[2i] or Σ dy[u − i]·kernel[2i + 1]. So do the rows.
template <class Vector, int SIZE>
struct Transposed {
  Map source;
  Map target;
  int64_t pad_top;
  int64_t pad_left;
  static constexpr int REACH = (SIZE + 1) / 2;

  template <int TILE, bool IS_CHECKED>
  INLINED void tile(const float* image, const float* kernel, int64_t row, int64_t pair, float* to) const {
    const int64_t channels = source.channels;
    const int64_t left = pair - (REACH - 1);
    Vector sums[2 * TILE];
    UNROLLED
    for (int t = 0; t < 2 * TILE; t++) {
      sums[t] = Vector{};
    }
    for (int64_t i = row % 2; i < SIZE && i <= row; i += 2) {
      const int64_t from = (row - i) / 2;
      if (from >= source.height) {
        continue;
      }
      Vector weights[SIZE];
      UNROLLED
      for (int j = 0; j < SIZE; j++) {
        weights[j] = load<Vector>(kernel + (i * SIZE + j) * channels);
      }
      const float* line = image + source.row(from);
      UNROLLED
      for (int c = 0; c < TILE + REACH - 1; c++) {
        if (is_within<IS_CHECKED>(left + c, source.width)) {
          const Vector value = load<Vector>(line + (left + c) * channels);
          UNROLLED
          for (int t = 0; t < 2 * TILE; t++) {
            const int j = (t / 2 + REACH - 1 - c) * 2 + t % 2;
            if (j >= 0 && j < SIZE) {
              sums[t] += value * weights[j];
            }
          }
        }
      }
    }
    UNROLLED
    for (int t = 0; t < 2 * TILE; t++) {
      const int64_t column = 2 * pair + t - pad_left;
      if (is_within<IS_CHECKED>(column, target.width)) {
        store(to + column * channels, sums[t]);
      }
    }
  }

  template <int TILE>
  INLINED void tile(const float* image, const float* kernel, int64_t row, int64_t pair, float* to) const {
    const int64_t first = 2 * pair - pad_left;
    if (pair >= REACH - 1 && pair + TILE <= source.width && first >= 0 && first + 2 * TILE <= target.width) {
      tile<TILE, false>(image, kernel, row, pair, to);
    } else {
      tile<TILE, true>(image, kernel, row, pair, to);
    }
  }

  Range source_rows(Range rows) const {
    return met(source, target, rows, (rows.begin % target.height + pad_top - SIZE + 1) / 2,
               ((rows.end - 1) % target.height + pad_top) / 2 + 1);
  }

  int64_t tiles() const { return quotient(target.width, 8); }

  void operator()(int64_t, const float* dy, const float* kernel, Range rows, float* dx, Ahead& ahead, Ahead& ahead_to) const {
    const int64_t end = (target.width + pad_left + 1) / 2;
    Cursor at(source, target, rows.begin);
    for (int64_t row = rows.begin; row < rows.end; row++, at.step()) {
      const float* image = dy + source.row(at.source_row);
      float* to = dx + target.row(row);
      for (int64_t pair = pad_left / 2; pair < end; pair += 4) {
        tile<4>(image, kernel, at.row + pad_top, pair, to);
        ahead.fetch();
        ahead_to.fetch();
      }
    }
  }
};

/// The gradient to the kernel: gradient[i, j] = Σ dy[h, w]·x[h·strides + i − pad_top, w·strides + j − pad_left].
template <class Vector, int SIZE, int STRIDES>
struct Correlation {
  Map x_map;
  Map dy_map;
  int64_t pad_top;
  int64_t pad_left;
  static constexpr int TILE = 4;
  /// Sums of every SETS-th column stand apart, so that no product waits for the one before it.
  static constexpr int SETS = 2;

  template <int COUNT, bool IS_CHECKED>
  INLINED void tile(const float* x, const float* dy, int64_t column, Vector* sums) const {
    const int64_t channels = x_map.channels;
    const int64_t left = column * STRIDES - pad_left;
    Vector gradients[COUNT];
    UNROLLED
    for (int t = 0; t < COUNT; t++) {
      gradients[t] = load<Vector>(dy + (column + t) * channels);
    }
    UNROLLED
    for (int c = 0; c < (COUNT - 1) * STRIDES + SIZE; c++) {
      if (is_within<IS_CHECKED>(left + c, x_map.width)) {
        const Vector value = load<Vector>(x + (left + c) * channels);
        UNROLLED
        for (int t = 0; t < COUNT; t++) {
          const int j = c - t * STRIDES;
          if (j >= 0 && j < SIZE) {
            sums[t % SETS * SIZE + j] += value * gradients[t];
          }
        }
      }
    }
  }

  Range x_rows(Range rows) const {
    return met(x_map, dy_map, rows, rows.begin % dy_map.height * STRIDES - pad_top,
               (rows.end - 1) % dy_map.height * STRIDES - pad_top + SIZE);
  }

  int64_t tiles() const { return most(1, dy_map.width / TILE); }

  void operator()(const float* dy, const float* x, Range rows, Vector* sums, Ahead& ahead, Ahead& ahead_dy) const {
    for (int i = 0; i < SIZE; i++) {
      Vector own[SETS * SIZE];
      UNROLLED
      for (int s = 0; s < SETS * SIZE; s++) {
        own[s] = sums[i * SETS * SIZE + s];
      }
      Cursor at(x_map, dy_map, rows.begin);
      for (int64_t row = rows.begin; row < rows.end; row++, at.step()) {
        const int64_t from = at.row * STRIDES + i - pad_top;
        if (from < 0 || from >= x_map.height) {
          continue;
        }
        const float* x_line = x + x_map.row(at.source_row + from);
        const float* dy_line = dy + dy_map.row(row);
        int64_t column = 0;
        for (; column + TILE <= dy_map.width; column += TILE) {
          const int64_t left = column * STRIDES - pad_left;
          if (left >= 0 && left + (TILE - 1) * STRIDES + SIZE <= x_map.width) {
            tile<TILE, false>(x_line, dy_line, column, own);
          } else {
            tile<TILE, true>(x_line, dy_line, column, own);
          }
          ahead.fetch();
          ahead_dy.fetch();
        }
        for (; column < dy_map.width; column++) {
          tile<1, true>(x_line, dy_line, column, own);
        }
      }
      UNROLLED
      for (int s = 0; s < SETS * SIZE; s++) {
        sums[i * SETS * SIZE + s] = own[s];
      }
    }
  }
};

/// All of the target's rows in the range, by a Convolution or a Transposed.
template <class Vector, class Operation>
void over_map(const Operation& operation, const float* x, const float* kernel, Range rows, float* y) {
  const Map &source = operation.source, &target = operation.target;
  const Range all = {0, target.channels};
  const int64_t rows_of_band = most(1, BAND_VALUES / (target.width * target.channels));
  bands(rows, rows_of_band, [&](Range band, Range next) {
    const Range from = operation.source_rows(band);
    const int64_t times = (band.end - band.begin) * operation.tiles() * quotient(target.channels, LANES<Vector>);
    if (band.begin == rows.begin) {
      Ahead(source, x, from, all, 1).fetch();
      Ahead(target, y, band, all, 1).fetch();
    }
    const int64_t end = next.begin < next.end ? operation.source_rows(next).end : from.end;
    Ahead ahead(source, x, {from.end, end}, all, times), ahead_to(target, y, next, all, times);
    blocks<Vector>(target.channels, [&](int64_t channel) {
      operation(channel, x + channel, kernel + channel, band, y + channel, ahead, ahead_to);
    });
  });
}

template <class Vector, int SIZE>
void forward_of(const Depthwise& d, const float* x, const float* kernel, const Finish& finish, Range rows, float* y) {
  const Map source = {d.height, d.width, d.channels}, target = {d.out_height, d.out_width, d.channels};
  if (d.strides == 1) {
    using Operation = Convolution<Vector, SIZE, 1, false>;
    over_map<Vector>(Operation{source, target, d.pad_top, d.pad_left, finish}, x, kernel, rows, y);
  } else {
    using Operation = Convolution<Vector, SIZE, 2, false>;
    over_map<Vector>(Operation{source, target, d.pad_top, d.pad_left, finish}, x, kernel, rows, y);
  }
}

template <class Vector, int SIZE>
void input_gradient_of(const Depthwise& d, const float* dy, const float* kernel, Range rows, float* dx) {
  const Map source = {d.out_height, d.out_width, d.channels}, target = {d.height, d.width, d.channels};
  if (d.strides == 1) {
    using Operation = Convolution<Vector, SIZE, 1, true>;
    over_map<Vector>(Operation{source, target, SIZE - 1 - d.pad_top, SIZE - 1 - d.pad_left, PLAIN}, dy, kernel, rows, dx);
  } else {
    using Operation = Transposed<Vector, SIZE>;
    over_map<Vector>(Operation{source, target, d.pad_top, d.pad_left}, dy, kernel, rows, dx);
  }
}

template <class Vector, int SIZE, int STRIDES>
void kernel_gradient_with(const Depthwise& d, const float* dy, const float* x, Range rows, Range channels,
                          float* sums) {
  using Part = Correlation<Vector, SIZE, STRIDES>;
  constexpr int SETS = Part::SETS;
  constexpr int64_t MOST_BLOCKS = KERNEL_GRADIENT_CHANNELS / LANES<Vector>;
  const Part part = {{d.height, d.width, d.channels}, {d.out_height, d.out_width, d.channels}, d.pad_top, d.pad_left};
  Vector own[MOST_BLOCKS][SIZE * SETS * SIZE];
  const int64_t count = quotient(channels.end - channels.begin, LANES<Vector>);
  for (int64_t b = 0; b < count; b++) {
    for (int s = 0; s < SIZE * SETS * SIZE; s++) {
      own[b][s] = Vector{};
    }
  }
  bands(rows, most(1, BAND_POSITIONS / d.out_width), [&](Range band, Range next) {
    const Range from = part.x_rows(band);
    if (band.begin == rows.begin) {
      Ahead(part.x_map, x, from, channels, 1).fetch();
      Ahead(part.dy_map, dy, band, channels, 1).fetch();
    }
    const int64_t end = next.begin < next.end ? part.x_rows(next).end : from.end;
    const int64_t times = (band.end - band.begin) * part.tiles() * count * (SIZE - 1);
    Ahead ahead(part.x_map, x, {from.end, end}, channels, times), ahead_dy(part.dy_map, dy, next, channels, times);
    for (int64_t b = 0; b < count; b++) {
      const int64_t block = least(channels.begin + b * LANES<Vector>, d.channels - LANES<Vector>);
      part(dy + block, x + block, band, own[b], ahead, ahead_dy);
    }
  });
  for (int64_t b = 0; b < count; b++) {
    const int64_t channel = channels.begin + b * LANES<Vector>, block = least(channel, d.channels - LANES<Vector>);
    const int64_t end = least(channels.end, block + LANES<Vector>);
    for (int i = 0; i < SIZE; i++) {
      for (int j = 0; j < SIZE; j++) {
        Vector sum = own[b][i * SETS * SIZE + j];
        for (int s = 1; s < SETS; s++) {
          sum += own[b][(i * SETS + s) * SIZE + j];
        }
        float values[LANES<Vector>];
        store(values, sum);
        for (int64_t c = channel; c < end; c++) {
          sums[(i * SIZE + j) * d.channels + c] = values[c - block];
        }
      }
    }
  }
}

template <class Vector, int SIZE>
void kernel_gradient_of(const Depthwise& d, const float* dy, const float* x, Range rows, Range channels, float* sums) {
  if (d.strides == 1) {
    kernel_gradient_with<Vector, SIZE, 1>(d, dy, x, rows, channels, sums);
  } else {
    kernel_gradient_with<Vector, SIZE, 2>(d, dy, x, rows, channels, sums);
  }
}

/// The function for the kernel's size and the widest vector that the channels fill.
#define CHOSEN(function, d)                                                                        \
  ((d).channels >= WIDE_LANES      ? ((d).size == 3 ? function<Wide, 3> : function<Wide, 5>)     \
   : (d).channels >= LANES<Narrow> ? ((d).size == 3 ? function<Narrow, 3> : function<Narrow, 5>) \
                                   : ((d).size == 3 ? function<float, 3> : function<float, 5>))

void forward(const Depthwise& d, const float* x, const float* kernel, const Finish& finish, Range rows, float* y) {
  CHOSEN(forward_of, d)(d, x, kernel, finish, rows, y);
}

void input_gradient(const Depthwise& d, const float* dy, const float* kernel, Range rows, float* dx) {
  CHOSEN(input_gradient_of, d)(d, dy, kernel, rows, dx);
}

void kernel_gradient(const Depthwise& d, const float* dy, const float* x, Range rows, Range channels, float* sums) {
  CHOSEN(kernel_gradient_of, d)(d, dy, x, rows, channels, sums);
}

}  // namespace

extern const DepthwiseArithmetic NAMED(depthwise, INSTRUCTIONS);
const DepthwiseArithmetic NAMED(depthwise, INSTRUCTIONS) = {
    TEXT(INSTRUCTIONS), forward, input_gradient, kernel_gradient,
};

}  // namespace efficientnet_lab
