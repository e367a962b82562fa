// Loading this library registers the operations with TensorFlow; as a Node.js module it then tells of itself.
#include <node_api.h>

#include "arithmetic.h"

// Programs other than Node.js, as tf.load_op_library, open it too and lack these.
#pragma weak napi_create_string_utf8
#pragma weak napi_set_named_property
#pragma weak napi_throw_error

NAPI_MODULE_INIT() {
  napi_value instructions;
  if (napi_create_string_utf8(env, efficientnet_lab::arithmetic().instructions, NAPI_AUTO_LENGTH, &instructions) !=
          napi_ok ||
      napi_set_named_property(env, exports, "instructions", instructions) != napi_ok) {
    napi_throw_error(env, nullptr, "The native operations could not tell which instructions they use.");
    return nullptr;
  }
  return exports;
}
