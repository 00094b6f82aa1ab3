#include "picture/child.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <string_view>
#include <utility>

#include "picture/answer.h"
#include "picture/cage.h"
#include "picture/codec.h"
#include "picture/jpeg.h"
#include "picture/mark.h"

namespace sparekey::picture {
namespace {

constexpr std::size_t input_step = std::size_t{256} * 1024;

// All of standard input; one octet more than input_octets_max when it is longer.
Bytes read_input() {
    Bytes input;
    std::size_t filled = 0;
    // Grows with what comes: most pictures are far smaller, and room is paid for when it is made.
    while (filled <= input_octets_max) {
        if (filled == input.size())
            input.resize(std::min(filled + std::max(filled, input_step), input_octets_max + 1));
        const auto got = ::read(STDIN_FILENO, input.data() + filled, input.size() - filled);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        filled += static_cast<std::size_t>(got);
    }
    input.resize(filled);
    return input;
}

bool write_output(BytesView octets) {
    while (!octets.empty()) {
        const auto put = ::write(STDOUT_FILENO, octets.data(), octets.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        octets = octets.subspan(static_cast<std::size_t>(put));
    }
    return true;
}

int write_answer_and(const Answer& answer, BytesView jpeg) {
    return write_output(write_answer(answer)) && write_output(jpeg) ? ended_well : could_not_write;
}

int refuse(Outcome outcome) { return write_answer_and({.outcome = outcome}, {}); }

std::uint32_t whole(double value) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0, 1e9)));
}

int encode(Answer answer, const Pixels& pixels) {
    const auto jpeg = encode_jpeg(pixels);
    if (jpeg.empty() || jpeg.size() > jpeg_octets_max) return refuse(Outcome::damaged);
    answer.outcome = Outcome::fine;
    answer.jpeg_octets = static_cast<std::uint32_t>(jpeg.size());
    return write_answer_and(answer, jpeg);
}

int decode_picture() {
    const auto input = read_input();
    if (input.size() > input_octets_max) return refuse(Outcome::too_large);
    auto got = decode(input);
    if (const auto* outcome = std::get_if<Outcome>(&got)) return refuse(*outcome);
    const auto& decoded = std::get<Decoded>(got);
    const auto measures = measure(decoded.pixels);
    Answer answer;
    answer.width = decoded.width;
    answer.height = decoded.height;
    answer.hash = measures.hash;
    answer.sharpness = whole(measures.sharpness);
    answer.brightness = whole(measures.brightness);
    answer.glare = whole(measures.glare * 1000);
    return encode(answer, decoded.pixels);
}

int mark_picture(std::string_view words) {
    const auto input = read_input();
    if (input.size() > input_octets_max) return refuse(Outcome::too_large);
    auto got = decode(input);
    if (const auto* outcome = std::get_if<Outcome>(&got)) return refuse(*outcome);
    auto& decoded = std::get<Decoded>(got);
    draw_mark(decoded.pixels, words);
    return encode({.width = decoded.width, .height = decoded.height}, decoded.pixels);
}

int run_program(char** arguments) {
    if (!allow_program_files_only() || !allow_running_one_program()) return could_not_be_confined;
    char* const environment[] = {nullptr};
    ::execve(arguments[0], arguments, environment);
    return could_not_be_confined;
}

}  // namespace

std::optional<int> child_command(int count, char** arguments) {
    if (count < 2) return std::nullopt;
    const std::string_view command = arguments[1];
    const bool decodes = command == decode_command && count == 2;
    const bool marks = command == mark_command && count == 3;
    const bool probes = command == probe_command && count >= 3;
    if (!decodes && !marks && !probes) return std::nullopt;
    if (!set_limits()) return could_not_be_confined;
    if (probes) return run_program(arguments + 2);
    if (!allow_decoding_only()) return could_not_be_confined;
    const int code = decodes ? decode_picture() : mark_picture(arguments[2]);
    // At once: what runs at a program's end would ask the system for more than is allowed.
    ::_exit(code);
}

}  // namespace sparekey::picture
