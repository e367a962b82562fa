// Tables of functions that are compiled once for each set of instructions, NAME_avx512, NAME_avx2 and NAME_portable.
#pragma once
#include <cstring>
#include <initializer_list>

#include "arithmetic.h"

#ifdef WITHOUT_AVX2
#define IF_AVX2(...)
#else
#define IF_AVX2(...) __VA_ARGS__
#endif
#ifdef WITHOUT_AVX512
#define IF_AVX512(...)
#else
#define IF_AVX512(...) __VA_ARGS__
#endif

/// Declares the tables of a name, within the namespace.
#define DECLARE_TABLES(Table, name)             \
  IF_AVX512(extern const Table name##_avx512;) \
  IF_AVX2(extern const Table name##_avx2;)     \
  extern const Table name##_portable;

/// Those that there are, the widest first.
#define ALL_TABLES(name) {IF_AVX512(&name##_avx512, ) IF_AVX2(&name##_avx2, ) & name##_portable}

namespace efficientnet_lab {

/// The table of the instructions that the arithmetic uses.
template <class Table>
const Table& of_same_instructions(std::initializer_list<const Table*> tables) {
  for (const Table* table : tables) {
    if (std::strcmp(arithmetic().instructions, table->instructions) == 0) {
      return *table;
    }
  }
  return **(tables.end() - 1);
}

}  // namespace efficientnet_lab
