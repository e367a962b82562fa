// Rows of maps, a band of them at a time.
#pragma once
#include "depthwise.h"
#include "vectors.h"

namespace efficientnet_lab {
namespace {

/// A map [images, height, width, channels].
struct Map {
  int64_t height;
  int64_t width;
  int64_t channels;

  /// Where the row begins that is counted through all images.
  int64_t row(int64_t row) const { return row * width * channels; }
};

/// Memory that the next band of rows takes, asked for a few lines at a time while this one is computed. It goes in the
/// order in which the values lie, the quickest one; the blocks of channels then take them in strides.
class Ahead {
 public:
  /// `times` is how often fetch() will be called.
  Ahead(const Map& map, const float* values, Range rows, Range channels, int64_t times) {
    const bool is_whole = channels.end - channels.begin == map.channels;
    const int64_t count = most(0, map.row(rows.end) - map.row(rows.begin));
    width = is_whole ? count : channels.end - channels.begin;
    step = is_whole ? count : map.channels;
    position = values + map.row(rows.begin) + channels.begin;
    end = position + count;
    lines = count == 0 ? 0 : quotient(quotient(width, LINE) * (count / step), times);
  }

  INLINED void fetch() {
    for (int64_t i = 0; i < lines && position < end; i++) {
      __builtin_prefetch(position + at);
      at += LINE;
      if (at >= width) {
        at = 0;
        position += step;
      }
    }
  }

 private:
  static constexpr int64_t LINE = 64 / sizeof(float);
  const float* position;
  const float* end;
  int64_t width;
  int64_t step;
  int64_t lines;
  int64_t at = 0;
};

template <bool IS_CHECKED>
INLINED bool is_within(int64_t column, int64_t width) {
  return !IS_CHECKED || static_cast<uint64_t>(column) < static_cast<uint64_t>(width);
}

/// The rows [begin, end) of a kernel whose first row lies on `top` that fall within `height` rows.
Range within(int64_t top, int64_t size, int64_t height) { return {most(0, -top), least(size, height - top)}; }

/// Rows of the source, counted through all images, that rows of the target meet: those of the first one begin at
/// `first` in its image, those of the last one end before `end`.
Range met(const Map& source, const Map& target, Range rows, int64_t first, int64_t end) {
  return {rows.begin / target.height * source.height + most(0, first),
          (rows.end - 1) / target.height * source.height + least(source.height, end)};
}

/// A row of a target's image, and where the source's image begins, counted in rows through all images.
struct Cursor {
  const Map& source;
  const Map& target;
  int64_t row;
  int64_t source_row;

  INLINED Cursor(const Map& source, const Map& target, int64_t from)
      : source(source), target(target), row(from % target.height), source_row(from / target.height * source.height) {}

  /// A division at every row would take as long as the products of a small map's.
  INLINED void step() {
    if (++row == target.height) {
      row = 0;
      source_row += source.height;
    }
  }
};

/// Calls work(band, next band) for bands of so many rows.
template <class Work>
INLINED void bands(Range rows, int64_t rows_of_band, const Work& work) {
  for (int64_t begin = rows.begin; begin < rows.end; begin += rows_of_band) {
    const int64_t end = least(rows.end, begin + rows_of_band);
    work(Range{begin, end}, Range{end, least(rows.end, end + rows_of_band)});
  }
}

}  // namespace
}  // namespace efficientnet_lab
