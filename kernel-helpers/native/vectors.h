// Vectors of the set of instructions that a file is compiled for. All of it is the file's own, as its instructions are.
#pragma once
#include <cstdint>

// The loops that it stands before have constant bounds and index registers, so they must be gone altogether.
#ifdef __clang__
#define UNROLLED _Pragma("clang loop unroll(full)")
#else
#define UNROLLED _Pragma("GCC unroll 32")
#endif
/// NAMED(name, INSTRUCTIONS) is name_avx2, TEXT(INSTRUCTIONS) is "avx2".
#define JOINED(a, b) a##_##b
#define NAMED(a, b) JOINED(a, b)
#define TEXT_OF(a) #a
#define TEXT(a) TEXT_OF(a)

#define INLINED inline __attribute__((always_inline))

namespace efficientnet_lab {
namespace {

#if defined(__AVX512F__)
constexpr int WIDE_LANES = 16;
#elif defined(__AVX__)
constexpr int WIDE_LANES = 8;
#else
constexpr int WIDE_LANES = 4;
#endif

typedef float Wide __attribute__((vector_size(WIDE_LANES * sizeof(float))));
typedef float Narrow __attribute__((vector_size(4 * sizeof(float))));

template <class Vector>
constexpr int64_t LANES = sizeof(Vector) / sizeof(float);

template <class Vector>
INLINED Vector load(const float* from) {
  Vector vector;
  __builtin_memcpy(&vector, from, sizeof(Vector));
  return vector;
}

template <class Vector>
INLINED void store(float* to, Vector vector) {
  __builtin_memcpy(to, &vector, sizeof(Vector));
}

int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }
int64_t most(int64_t a, int64_t b) { return a < b ? b : a; }

/// a/b rounded up.
int64_t quotient(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Calls work(i, value) for all of `count` places, where the value's type tells how many of them it is to take: the widest
/// vectors, then narrow ones, then single values.
template <class Work>
INLINED void lanes(int64_t count, const Work& work) {
  int64_t i = 0;
  for (; i + WIDE_LANES <= count; i += WIDE_LANES) {
    work(i, Wide{});
  }
  for (; i + LANES<Narrow> <= count; i += LANES<Narrow>) {
    work(i, Narrow{});
  }
  for (; i < count; i++) {
    work(i, 0.f);
  }
}

/// Calls work(channel) for blocks of channels; the last one begins earlier, over some that another has done, rather
/// than to reach beyond the end. There must be at least one block's channels.
template <class Vector, class Work>
INLINED void blocks(int64_t channels, const Work& work) {
  for (int64_t channel = 0; channel < channels; channel += LANES<Vector>) {
    work(least(channel, channels - LANES<Vector>));
  }
}

}  // namespace
}  // namespace efficientnet_lab
