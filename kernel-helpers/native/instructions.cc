#include "instructions.h"

#include <cstdlib>

namespace efficientnet_lab {

DECLARE_TABLES(Arithmetic, arithmetic)

namespace {

/// Those that this processor runs, the widest one first.
const Arithmetic& widest() {
  const char* named = std::getenv("EFFICIENTNET_LAB_INSTRUCTIONS");
  const auto wanted = [named](const Arithmetic& each) {
    return named == nullptr || std::strcmp(named, each.instructions) == 0;
  };
#if !defined(WITHOUT_AVX2) || !defined(WITHOUT_AVX512)
  __builtin_cpu_init();
#endif
#ifndef WITHOUT_AVX512
  if (wanted(arithmetic_avx512) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
    return arithmetic_avx512;
  }
#endif
#ifndef WITHOUT_AVX2
  if (wanted(arithmetic_avx2) && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return arithmetic_avx2;
  }
#endif
  return arithmetic_portable;
}

}  // namespace

const Arithmetic& arithmetic() {
  static const Arithmetic& chosen = widest();
  return chosen;
}

}  // namespace efficientnet_lab
