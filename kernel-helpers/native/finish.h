// What convolutions do to their sums, as their operations are told: attributes `biases` (0 or 1) and `activation`, and the
// bias as the third input where there is one.
#pragma once
#include <string>

#include "threads.h"

namespace efficientnet_lab {

inline absl::Status finish_attributes(tensorflow::OpKernelConstruction* context, int64_t* biases,
                                      Activation* activation) {
  std::string named;
  TF_RETURN_IF_ERROR(context->GetAttr("activation", &named));
  TF_RETURN_IF_ERROR(context->GetAttr("biases", biases));
  *activation = named == "swish" ? Activation::swish : named == "relu6" ? Activation::relu6 : Activation::none;
  return *biases <= 1 ? absl::OkStatus()
                      : tensorflow::errors::InvalidArgument("Got ", *biases, " biases. Expected one at most.");
}

inline absl::Status bias_of(tensorflow::OpKernelContext* context, int64_t biases, int64_t channels, Finish* finish) {
  if (biases == 0) {
    return absl::OkStatus();
  }
  const tensorflow::Tensor& bias = context->input(2);
  if (bias.shape() != tensorflow::TensorShape({channels})) {
    return tensorflow::errors::InvalidArgument("Got a bias of shape ", bias.shape().DebugString(), ". Expected [",
                                               channels, "].");
  }
  finish->bias = floats(bias);
  return absl::OkStatus();
}

}  // namespace efficientnet_lab
