// Compiled once for each set of instructions, under the name that INSTRUCTIONS gives. Nothing of the standard library is
// instantiated here: the linker could take its copy, made for a wider processor, for all.
#include "arithmetic.h"

#include <cstring>

#define JOINED(a, b) a##_##b
#define NAMED(a, b) JOINED(a, b)
#define TEXT_OF(a) #a
#define TEXT(a) TEXT_OF(a)

namespace efficientnet_lab {
namespace {

/// Rows whose sums are kept in float before they go to double: 64 values lose no more than 64 roundings.
constexpr int64_t FLOAT_ROWS = 64;
/// Channels at a time, so that their sums stay in the fastest cache.
constexpr int64_t TILE = 512;

int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/// e^x to 2 units in the last place, by Cephes's polynomial; 0 and ∞ are as near as e^±87. A NaN stays one.
inline float exponential(float x) {
  x = x > 87.f ? 87.f : x;
  x = x < -87.f ? -87.f : x;
  // Adding this rounds to a whole number, which then stands in the lowest bits.
  constexpr float ROUNDING = 12582912.f;
  const float rounded = x * 1.44269504088896341f + ROUNDING;
  const float n = rounded - ROUNDING;
  x -= n * 0.693359375f;
  x += n * 2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * x + 1.3981999507e-3f;
  y = y * x + 8.3334519073e-3f;
  y = y * x + 4.1665795894e-2f;
  y = y * x + 1.6666665459e-1f;
  y = y * x + 5.0000001201e-1f;
  y = y * x * x + x + 1.f;
  uint32_t bits;
  std::memcpy(&bits, &rounded, 4);
  bits = (bits << 23) + 0x3f800000u;
  float power;
  std::memcpy(&power, &bits, 4);
  return y * power;
}

inline float sigmoid(float x) {
  const float s = 1.f / (1.f + exponential(-x));
  // Times a large x, what the bounds of the exponential leave would not vanish.
  return x < -87.f ? 0.f : s;
}

template <Activation activation>
inline float activated(float u) {
  if constexpr (activation == Activation::swish) {
    return u * sigmoid(u);
  } else if constexpr (activation == Activation::relu6) {
    // Written so that a NaN stays one.
    const float low = u < 0.f ? 0.f : u;
    return low > 6.f ? 6.f : low;
  } else {
    return u;
  }
}

template <Activation activation>
inline float through(float dy, float u) {
  if constexpr (activation == Activation::swish) {
    const float s = sigmoid(u);
    return dy * (s * (1.f + u * (1.f - s)));
  } else if constexpr (activation == Activation::relu6) {
    return u > 0.f && u < 6.f ? dy : (u != u ? u : 0.f);
  } else {
    return dy;
  }
}

void add_to(double* sums, const float* part, int64_t count) {
#pragma omp simd
  for (int64_t c = 0; c < count; c++) {
    sums[c] += part[c];
  }
}

void moments(Rows rows, const float* x, const float* shift, double* sums) {
  alignas(64) float first[TILE], second[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    const float* k = shift + from;
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(first, 0, sizeof(float) * width);
      std::memset(second, 0, sizeof(float) * width);
      int64_t row = begin;
      for (; row + 3 < end; row += 4) {
        const float* a = x + row * channels + from;
        const float* b = a + channels;
        const float* c = b + channels;
        const float* d = c + channels;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float p = a[i] - k[i], q = b[i] - k[i], r = c[i] - k[i], s = d[i] - k[i];
          first[i] += (p + q) + (r + s);
          second[i] += (p * p + q * q) + (r * r + s * s);
        }
      }
      for (; row < end; row++) {
        const float* a = x + row * channels + from;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float p = a[i] - k[i];
          first[i] += p;
          second[i] += p * p;
        }
      }
      add_to(sums + from, first, width);
      add_to(sums + channels + from, second, width);
    }
  }
}

template <Activation activation>
void normalize_to(Rows rows, const float* x, const float* mean, const float* factor, const float* offset, float* y) {
  for (int64_t row = 0; row < rows.count; row++) {
    const float* from = x + row * rows.channels;
    float* to = y + row * rows.channels;
#pragma omp simd
    for (int64_t c = 0; c < rows.channels; c++) {
      to[c] = activated<activation>((from[c] - mean[c]) * factor[c] + offset[c]);
    }
  }
}

void normalize(Rows rows, const float* x, const float* mean, const float* factor, const float* offset,
               Activation activation, float* y) {
  switch (activation) {
    case Activation::swish:
      return normalize_to<Activation::swish>(rows, x, mean, factor, offset, y);
    case Activation::relu6:
      return normalize_to<Activation::relu6>(rows, x, mean, factor, offset, y);
    case Activation::none:
      return normalize_to<Activation::none>(rows, x, mean, factor, offset, y);
  }
}

template <Activation activation, bool gated>
void normalize_gradient_to(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                           const float* factor, const float* offset, Gating gating, float* du, double* sums) {
  alignas(64) float first[TILE], second[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    const float *m = mean + from, *v = inverse + from, *a = factor + from, *b = offset + from;
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(first, 0, sizeof(float) * width);
      std::memset(second, 0, sizeof(float) * width);
      for (int64_t row = begin; row < end; row++) {
        const float* values = x + row * channels + from;
        const float* gradient = dy + row * channels + from;
        float* to = du + row * channels + from;
        const int64_t image = gated ? (gating.first_row + row) / gating.positions * channels + from : 0;
        const float* gate = gating.gate + image;
        const float* spread = gating.spread + image;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float centred = values[i] - m[i];
          float d = gradient[i];
          if constexpr (gated) {
            d = d * gate[i] + spread[i];
          }
          d = through<activation>(d, centred * a[i] + b[i]);
          if constexpr (gated || activation != Activation::none) {
            to[i] = d;
          }
          first[i] += d;
          second[i] += d * (centred * v[i]);
        }
      }
      add_to(sums + from, first, width);
      add_to(sums + channels + from, second, width);
    }
  }
}

template <Activation activation>
void normalize_gradient_of(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                           const float* factor, const float* offset, Gating gating, float* du, double* sums) {
  if (gating.gate != nullptr) {
    normalize_gradient_to<activation, true>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  } else {
    normalize_gradient_to<activation, false>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  }
}

void normalize_gradient(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                        const float* factor, const float* offset, Activation activation, Gating gating, float* du,
                        double* sums) {
  switch (activation) {
    case Activation::swish:
      return normalize_gradient_of<Activation::swish>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
    case Activation::relu6:
      return normalize_gradient_of<Activation::relu6>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
    case Activation::none:
      return normalize_gradient_of<Activation::none>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  }
}

void combine(Rows rows, const float* du, const float* x, const float* mean, const float* a, const float* b,
             const float* c, float* dx) {
  for (int64_t row = 0; row < rows.count; row++) {
    const int64_t at = row * rows.channels;
#pragma omp simd
    for (int64_t i = 0; i < rows.channels; i++) {
      dx[at + i] = a[i] * du[at + i] + (b[i] * (x[at + i] - mean[i]) + c[i]);
    }
  }
}

void scale(Rows rows, const float* x, const float* gate, float* y) {
  for (int64_t row = 0; row < rows.count; row++) {
    const int64_t at = row * rows.channels;
#pragma omp simd
    for (int64_t i = 0; i < rows.channels; i++) {
      y[at + i] = x[at + i] * gate[i];
    }
  }
}

/// Σdy·x for each channel, and dx = dy·gate where `scaled`.
template <bool scaled>
void scale_gradient_to(Rows rows, const float* dy, const float* x, const float* gate, float* dx, double* sums) {
  alignas(64) float part[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(part, 0, sizeof(float) * width);
      for (int64_t row = begin; row < end; row++) {
        const int64_t at = row * channels + from;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float d = dy[at + i];
          part[i] += d * x[at + i];
          if constexpr (scaled) {
            dx[at + i] = d * gate[from + i];
          }
        }
      }
      add_to(sums + from, part, width);
    }
  }
}

void products(Rows rows, const float* dy, const float* x, double* sums) {
  scale_gradient_to<false>(rows, dy, x, nullptr, nullptr, sums);
}

void scale_gradient(Rows rows, const float* dy, const float* x, const float* gate, float* dx, double* sums) {
  scale_gradient_to<true>(rows, dy, x, gate, dx, sums);
}

}  // namespace

extern const Arithmetic NAMED(arithmetic, INSTRUCTIONS);
const Arithmetic NAMED(arithmetic, INSTRUCTIONS) = {
    TEXT(INSTRUCTIONS), moments, normalize, normalize_gradient, combine, scale, products, scale_gradient,
};

}  // namespace efficientnet_lab
