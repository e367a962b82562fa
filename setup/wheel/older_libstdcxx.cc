// The one function of g++ 11's library that the binding calls and that older systems' libraries lack: within the binary, one
// that is compiled with a newer g++ loads where GLIBCXX_3.4.29 is missing.
#include <new>

namespace std {
__attribute__((visibility("hidden"), noreturn)) void __throw_bad_array_new_length() { throw bad_array_new_length(); }
}  // namespace std
