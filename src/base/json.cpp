#include "base/json.h"

#include <cstring>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/memory_resource.hpp>
#include <boost/json/value_stack.hpp>
#include <limits>
#include <new>

#include "base/check.h"

namespace sparekey {
namespace {

namespace json = boost::json;

// Nothing of JSON is aligned to more than operator new gives, and asking for an alignment takes
// several times as long.
class WipingMemory final : public json::memory_resource {
    void* do_allocate(std::size_t size, std::size_t alignment) override {
        ENSURE(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        return ::operator new(size);
    }
    void do_deallocate(void* at, std::size_t size, std::size_t alignment) override {
        explicit_bzero(at, size);
        ENSURE(alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);
        ::operator delete(at);
    }
    bool do_is_equal(const json::memory_resource& other) const noexcept override {
        return this == &other;
    }
};

WipingMemory& wiping_memory() {
    static WipingMemory memory;
    return memory;
}

// What boost::json::parse does, and it counts members, which an object with a name given twice has
// fewer of.
struct Builder {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();
    using Error = json::error_code;
    using Text = json::string_view;

    json::value_stack stack;
    std::size_t members = 0;

    Builder() { stack.reset(&wiping_memory()); }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_number_part(Text, Error&) { return true; }
    bool on_comment_part(Text, Error&) { return true; }
    bool on_comment(Text, Error&) { return true; }
    bool on_object_end(std::size_t count, Error&) {
        members += count;
        stack.push_object(count);
        return true;
    }
    bool on_array_end(std::size_t count, Error&) { return stack.push_array(count), true; }
    bool on_key_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
    bool on_key(Text rest, std::size_t, Error&) { return stack.push_key(rest), true; }
    bool on_string_part(Text part, std::size_t, Error&) { return stack.push_chars(part), true; }
    bool on_string(Text rest, std::size_t, Error&) { return stack.push_string(rest), true; }
    bool on_int64(std::int64_t number, Text, Error&) { return stack.push_int64(number), true; }
    bool on_uint64(std::uint64_t number, Text, Error&) { return stack.push_uint64(number), true; }
    bool on_double(double number, Text, Error&) { return stack.push_double(number), true; }
    bool on_bool(bool yes, Error&) { return stack.push_bool(yes), true; }
    bool on_null(Error&) { return stack.push_null(), true; }
};

// Not deeper than the depth asked for: the parser saw to that.
std::size_t members_of(const json::value& value) {
    std::size_t count = 0;
    if (const auto* array = value.if_array()) {
        for (const auto& element : *array) count += members_of(element);
    } else if (const auto* object = value.if_object()) {
        count += object->size();
        for (const auto& member : *object) count += members_of(member.value());
    }
    return count;
}

}  // namespace

std::optional<json::value> parse_json(std::string_view text, std::size_t depth_max) {
    json::parse_options options;
    options.max_depth = depth_max;
    json::basic_parser<Builder> parser{options};

    json::error_code error;
    const auto read = parser.write_some(false, text.data(), text.size(), error);
    if (error || read != text.size() || !parser.done()) return {};
    auto value = parser.handler().stack.release();
    if (members_of(value) != parser.handler().members) return {};
    return value;
}

}  // namespace sparekey
