// What an optimiser does with all weights in one operation, and whether all gradients are finite. The rules are those of
// TensorFlow's ResourceApplyGradientDescent, -Momentum, -RMSProp and -Adam (training_ops.cc), with their roundings; only
// that one operation takes the place of hundreds, and shares its work evenly.
#include <atomic>
#include <cstring>
#include <memory>

#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/resource_mgr.h"
#include "tensorflow/core/framework/resource_var.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "threads.h"

namespace efficientnet_lab {
namespace {

using tensorflow::OpInputList;
using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::Var;
using tensorflow::errors::FailedPrecondition;
using tensorflow::errors::InvalidArgument;

/// `variables`: all weights, then the first slot of each, then the second. `numbers`: those of TensorFlow's operation, in
/// its order, each a scalar.
REGISTER_OP("EnetUpdate")
    .Input("variables: V * resource")
    .Input("gradients: N * float")
    .Input("numbers: S * float")
    .Attr("V: int >= 1")
    .Attr("N: int >= 1")
    .Attr("S: int >= 1")
    .Attr("rule: {'gradient_descent', 'momentum', 'nesterov', 'rmsprop', 'adam'}")
    .SetIsStateful()
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext*) { return absl::OkStatus(); });

REGISTER_OP("EnetAllFinite")
    .Input("values: N * float")
    .Output("finite: bool")
    .Attr("N: int >= 1")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      context->set_output(0, context->Scalar());
      return absl::OkStatus();
    });

struct RuleShape {
  const char* name;
  Rule rule;
  int slots;
  int numbers;
};

constexpr RuleShape RULES[] = {{"gradient_descent", Rule::gradient_descent, 0, 1},
                               {"momentum", Rule::momentum, 1, 2},
                               {"nesterov", Rule::nesterov, 1, 2},
                               {"rmsprop", Rule::rmsprop, 2, 4},
                               {"adam", Rule::adam, 2, 6}};

/// Many tensors, cut into parts that TensorFlow's threads share.
class Pieces {
 public:
  void add(int tensor, int64_t count) {
    for (int64_t at = 0; at < count; at += PART_VALUES) {
      pieces.push_back({tensor, at, std::min(PART_VALUES, count - at)});
    }
  }

  /// Calls work(tensor, first value's index, count) for each part.
  template <class Work>
  void each(OpKernelContext* context, int64_t cycles_of_value, const Work& work) const {
    share(context, pieces.size(), PART_VALUES * cycles_of_value, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        work(pieces[i].tensor, pieces[i].at, pieces[i].count);
      }
    });
  }

 private:
  struct Piece {
    int tensor;
    int64_t at;
    int64_t count;
  };
  std::vector<Piece> pieces;
};

class Update : public OpKernel {
 public:
  explicit Update(OpKernelConstruction* context) : OpKernel(context) {
    std::string name;
    int variables, scalars;
    OP_REQUIRES_OK(context, context->GetAttr("rule", &name));
    OP_REQUIRES_OK(context, context->GetAttr("V", &variables));
    OP_REQUIRES_OK(context, context->GetAttr("N", &count));
    OP_REQUIRES_OK(context, context->GetAttr("S", &scalars));
    shape = *std::find_if(std::begin(RULES), std::end(RULES), [&](const RuleShape& each) { return name == each.name; });
    OP_REQUIRES(context, variables == count * (1 + shape.slots) && scalars == shape.numbers,
                InvalidArgument("The rule ", name, " got ", variables, " variables, ", count, " gradients and ", scalars,
                                " numbers. Expected ", shape.slots, " slots for each weight, and ", shape.numbers,
                                " numbers."));
  }

  void Compute(OpKernelContext* context) override {
    OpInputList gradients, scalars;
    OP_REQUIRES_OK(context, context->input_list("gradients", &gradients));
    OP_REQUIRES_OK(context, context->input_list("numbers", &scalars));
    std::vector<float> numbers;
    for (const Tensor& scalar : scalars) {
      OP_REQUIRES(context, scalar.NumElements() == 1,
                  InvalidArgument(name(), " got a number of shape ", scalar.shape().DebugString(), "."));
      numbers.push_back(scalar.flat<float>()(0));
    }
    std::vector<tensorflow::core::RefCountPtr<Var>> variables(count * (1 + shape.slots));
    for (size_t i = 0; i < variables.size(); i++) {
      OP_REQUIRES_OK(context, LookupResource(context, HandleFromInput(context, i), &variables[i]));
    }
    const auto locks = locked(variables);
    std::vector<float*> values(variables.size());
    Pieces pieces;
    for (size_t i = 0; i < variables.size(); i++) {
      const Tensor& gradient = gradients[i % count];
      OP_REQUIRES_OK(context, own(context, variables[i].get(), gradient));
      values[i] = floats(variables[i]->tensor());
      if (i < static_cast<size_t>(count)) {
        pieces.add(i, gradient.NumElements());
      }
    }
    pieces.each(context, 4, [&](int i, int64_t at, int64_t length) {
      float* slots[2] = {nullptr, nullptr};
      for (int k = 0; k < shape.slots; k++) {
        slots[k] = values[(k + 1) * count + i] + at;
      }
      arithmetic().update(shape.rule, length, numbers.data(), floats(gradients[i]) + at, values[i] + at,
                          slots[0], slots[1]);
    });
  }

 private:
  /// In the order of their addresses, as TensorFlow locks several.
  static std::vector<std::unique_ptr<tensorflow::mutex_lock>> locked(
      const std::vector<tensorflow::core::RefCountPtr<Var>>& variables) {
    std::vector<tensorflow::mutex*> mutexes;
    for (const auto& variable : variables) {
      mutexes.push_back(variable->mu());
    }
    std::sort(mutexes.begin(), mutexes.end());
    mutexes.erase(std::unique(mutexes.begin(), mutexes.end()), mutexes.end());
    std::vector<std::unique_ptr<tensorflow::mutex_lock>> locks;
    for (tensorflow::mutex* mutex : mutexes) {
      locks.push_back(std::make_unique<tensorflow::mutex_lock>(*mutex));
    }
    return locks;
  }

  /// Gives a variable memory that nobody else reads: what was read of it before keeps its values.
  absl::Status own(OpKernelContext* context, Var* variable, const Tensor& gradient) const {
    Tensor* tensor = variable->tensor();
    if (!variable->is_initialized) {
      return FailedPrecondition(name(), " got a variable without values: ", variable->DebugString(), ".");
    }
    if (tensor->dtype() != tensorflow::DT_FLOAT || tensor->shape() != gradient.shape()) {
      return InvalidArgument(name(), " got a gradient of shape ", gradient.shape().DebugString(), " for the variable ",
                             variable->DebugString(), ".");
    }
    if (!tensor->RefCountIsOne()) {
      Tensor copy;
      TF_RETURN_IF_ERROR(context->allocate_temp(tensor->dtype(), tensor->shape(), &copy));
      std::memcpy(copy.data(), tensor->data(), tensor->TotalBytes());
      *tensor = copy;
    }
    return absl::OkStatus();
  }

  int count;
  RuleShape shape;
};

class AllFinite : public OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override {
    OpInputList values;
    OP_REQUIRES_OK(context, context->input_list("values", &values));
    Pieces pieces;
    for (int i = 0; i < values.size(); i++) {
      pieces.add(i, values[i].NumElements());
    }
    std::atomic<bool> all{true};
    pieces.each(context, 1, [&](int i, int64_t at, int64_t length) {
      if (all && !arithmetic().all_finite(length, floats(values[i]) + at)) {
        all = false;
      }
    });
    Tensor* finite;
    OP_REQUIRES_OK(context, context->allocate_output(0, {}, &finite));
    finite->scalar<bool>()() = all;
  }
};

REGISTER_KERNEL_BUILDER(Name("EnetUpdate").Device(tensorflow::DEVICE_CPU), Update);
REGISTER_KERNEL_BUILDER(Name("EnetAllFinite").Device(tensorflow::DEVICE_CPU), AllFinite);

}  // namespace
}  // namespace efficientnet_lab
