// How the operations share their work: by TensorFlow's own threads, in parts that don't depend on how many there are, so
// that sums have the same bits on every machine.
#pragma once
#include <algorithm>
#include <cstdint>
#include <vector>

#include "arithmetic.h"
#include "tensorflow/core/framework/op_kernel.h"

namespace efficientnet_lab {

inline const float* floats(const tensorflow::Tensor& tensor) { return tensor.flat<float>().data(); }
inline float* floats(tensorflow::Tensor* tensor) { return tensor->flat<float>().data(); }

/// a/b rounded up.
inline int64_t quotient(int64_t a, int64_t b) { return (a + b - 1) / b; }

/// Calls work(begin, end) for ranges of parts, by TensorFlow's own threads.
template <class Work>
void share(tensorflow::OpKernelContext* context, int64_t parts, int64_t cycles_of_part, const Work& work) {
  context->device()->tensorflow_cpu_worker_threads()->workers->ParallelFor(
      parts, std::max<int64_t>(1, cycles_of_part), work);
}

/// Values of a part: long enough to be worth a thread's while, short enough to stay in its cache.
constexpr int64_t PART_VALUES = 1 << 14;
/// Bounds the memory of the parts' sums.
constexpr int64_t MOST_PARTS = 64;

/// Rows of several instances (images of group norm; one for batch norm), each cut into parts.
struct Parts {
  int64_t instances;
  Rows rows;  // Of one instance.
  int64_t rows_of_part;
  int64_t parts_of_instance;

  Parts(int64_t instances, Rows rows) : instances(instances), rows(rows) {
    const int64_t channels = std::max<int64_t>(1, rows.channels);
    const int64_t wanted = std::max<int64_t>(1, PART_VALUES / channels);
    rows_of_part = std::max(wanted, (rows.count + MOST_PARTS - 1) / MOST_PARTS);
    parts_of_instance = (rows.count + rows_of_part - 1) / rows_of_part;
  }

  int64_t count() const { return instances * parts_of_instance; }

  /// Calls work(part, instance, first value's index, rows) for each part, by TensorFlow's threads.
  template <class Work>
  void each(tensorflow::OpKernelContext* context, int64_t cycles_of_value, const Work& work) const {
    if (rows.count * rows.channels == 0) {
      return;
    }
    share(context, count(), rows_of_part * rows.channels * cycles_of_value, [&](int64_t begin, int64_t end) {
      for (int64_t part = begin; part < end; part++) {
        const int64_t instance = part / parts_of_instance;
        const int64_t row = part % parts_of_instance * rows_of_part;
        const Rows own = {std::min(rows_of_part, rows.count - row), rows.channels};
        work(part, instance, (instance * rows.count + row) * rows.channels, own);
      }
    });
  }
};

/// Sums of parts, `width` for each, added in their order.
class PartSums {
 public:
  PartSums(const Parts& parts, int64_t width)
      : parts(parts), width(width), values(parts.count() * width, 0.0) {}

  double* of(int64_t part) { return values.data() + part * width; }

  /// The sums of an instance: those of its parts, added in their order.
  void total(int64_t instance, double* sums) const {
    std::fill(sums, sums + width, 0.0);
    for (int64_t part = 0; part < parts.parts_of_instance; part++) {
      const double* own = values.data() + (instance * parts.parts_of_instance + part) * width;
      for (int64_t i = 0; i < width; i++) {
        sums[i] += own[i];
      }
    }
  }

 private:
  const Parts& parts;
  int64_t width;
  std::vector<double> values;
};

}  // namespace efficientnet_lab
