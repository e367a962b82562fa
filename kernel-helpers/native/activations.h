// Activations and their gradients, of single values and of vectors. All of it is the file's own, as its instructions are.
#pragma once
#include <cstdint>

#include "arithmetic.h"
#include "vectors.h"
#ifdef __AVX512F__
#include <immintrin.h>
#endif

namespace efficientnet_lab {
namespace {

/// Whole numbers of as many bits as a value's, or a vector's values'.
template <class Value>
struct Whole {
  typedef decltype(Value{} < Value{}) type;
};
template <>
struct Whole<float> {
  typedef int32_t type;
};

template <class To, class From>
INLINED To same_bits(From from) {
  static_assert(sizeof(To) == sizeof(From), "of one size");
  To to;
  __builtin_memcpy(&to, &from, sizeof(to));
  return to;
}

/// Of x in 1 … e^87, to 1 unit in the last place.
template <class Value>
INLINED Value reciprocal(Value x) {
#ifdef __AVX512F__
  if constexpr (sizeof(Value) == sizeof(__m512)) {
    // A division takes longer than the whole exponential; a step of Newton's doubles 14 bits.
    const Value near = same_bits<Value>(_mm512_rcp14_ps(same_bits<__m512>(x)));
    return near + near * (1.f - x * near);
  }
#endif
  return 1.f / x;
}

/// e^x to 2 units in the last place, by Cephes's polynomial; 0 and ∞ are as near as e^±87. A NaN stays one.
template <class Value>
INLINED Value exponential(Value x) {
  x = x > 87.f ? Value{} + 87.f : x;
  x = x < -87.f ? Value{} - 87.f : x;
  // Adding this rounds to a whole number, which then stands in the lowest bits.
  constexpr float ROUNDING = 12582912.f;
  const Value rounded = x * 1.44269504088896341f + ROUNDING;
  const Value n = rounded - ROUNDING;
  x -= n * 0.693359375f;
  x += n * 2.12194440e-4f;
  Value y = Value{} + 1.9875691500e-4f;
  y = y * x + 1.3981999507e-3f;
  y = y * x + 8.3334519073e-3f;
  y = y * x + 4.1665795894e-2f;
  y = y * x + 1.6666665459e-1f;
  y = y * x + 5.0000001201e-1f;
  y = y * x * x + x + 1.f;
  const auto exponent = same_bits<typename Whole<Value>::type>(n + 127.f + ROUNDING) << 23;
  return y * same_bits<Value>(exponent);
}

template <class Value>
INLINED Value sigmoid(Value x) {
  const Value s = reciprocal(1.f + exponential(-x));
  // Times a large x, what the bounds of the exponential leave would not vanish.
  return x < -87.f ? Value{} : s;
}

template <Activation activation, class Value>
INLINED Value activated(Value u) {
  if constexpr (activation == Activation::swish) {
    return u * sigmoid(u);
  } else if constexpr (activation == Activation::relu6) {
    // Written so that a NaN stays one.
    const Value low = u < 0.f ? Value{} : u;
    return low > 6.f ? Value{} + 6.f : low;
  } else if constexpr (activation == Activation::sigmoid) {
    return sigmoid(u);
  } else {
    return u;
  }
}

/// dy·activation′(u).
template <Activation activation, class Value>
INLINED Value through(Value dy, Value u) {
  if constexpr (activation == Activation::swish) {
    const Value s = sigmoid(u);
    return dy * (s * (1.f + u * (1.f - s)));
  } else if constexpr (activation == Activation::relu6) {
    return (u > 0.f) & (u < 6.f) ? dy : (u != u ? u : Value{});
  } else {
    return dy;
  }
}

}  // namespace
}  // namespace efficientnet_lab
