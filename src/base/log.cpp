#include "base/log.h"

#include <fcntl.h>
#include <spdlog/async.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <mutex>

#include "base/check.h"
#include "base/failure.h"
#include "base/time.h"

namespace sparekey::log {
namespace {

constexpr std::size_t lines_waiting_max = 4096;
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

std::atomic<std::uint64_t> lines_lost = 0;

// A descriptor of our own, so that a rotator's signal can change the file under the running thread.
class DescriptorSink : public spdlog::sinks::base_sink<std::mutex> {
   public:
    explicit DescriptorSink(std::filesystem::path file)
        : file_(std::move(file)), descriptor_(open()) {
        if (descriptor_ < 0) {
            throw Failure(Failure::Kind::refused, "log.file " + file_.string() +
                                                      " cannot be opened: " + std::strerror(errno));
        }
    }
    ~DescriptorSink() override { close(); }
    DescriptorSink(const DescriptorSink&) = delete;
    DescriptorSink& operator=(const DescriptorSink&) = delete;

    [[nodiscard]] bool reopen() {
        const std::lock_guard lock(mutex_);
        const int fresh = open();
        if (fresh < 0) return false;
        close();
        descriptor_ = fresh;
        return true;
    }

   private:
    [[nodiscard]] int open() const {
        if (file_.empty()) return STDERR_FILENO;
        return ::open(file_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    }
    void close() const {
        if (descriptor_ != STDERR_FILENO) ::close(descriptor_);
    }
    void sink_it_(const spdlog::details::log_msg& message) override {
        std::string_view rest{message.payload.data(), message.payload.size()};
        while (!rest.empty()) {
            const auto written = ::write(descriptor_, rest.data(), rest.size());
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0) {
                ++lines_lost;
                return;
            }
            rest.remove_prefix(static_cast<std::size_t>(written));
        }
    }
    void flush_() override {}

    std::filesystem::path file_;
    int descriptor_;
};

// `logger` empties the queue through `pool`'s one thread; `sink` is where it goes.
struct Running {
    std::shared_ptr<DescriptorSink> sink;
    std::shared_ptr<spdlog::details::thread_pool> pool;
    std::shared_ptr<spdlog::async_logger> logger;
};

std::mutex running_mutex;
std::shared_ptr<Running> running;
std::atomic<Level> level_least = Level::warning;

std::shared_ptr<Running> current() {
    const std::lock_guard lock(running_mutex);
    return running;
}

// Whatever is not printable ASCII is written as the code point of its octet: valid JSON whatever
// came in.
void append_text(std::string& to, std::string_view text) {
    to.push_back('"');
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet < 0x20 || octet >= 0x7f) {
            std::array<char, 8> escaped{};
            std::snprintf(escaped.data(), escaped.size(), "\\u%04x", unsigned{octet});
            to += escaped.data();
        } else {
            if (c == '"' || c == '\\') to.push_back('\\');
            to.push_back(c);
        }
    }
    to.push_back('"');
}

void append_value(std::string& to, const Field& field) {
    if (const auto* text = std::get_if<std::string_view>(&field.value))
        return append_text(to, *text);
    if (const auto* yes = std::get_if<bool>(&field.value)) {
        to += *yes ? "true" : "false";
        return;
    }
    to += std::to_string(std::get<std::int64_t>(field.value));
}

void append_time(std::string& to, std::int64_t unix_ms) {
    const std::time_t seconds = unix_ms / 1000;
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &utc);
    to += text.data();
    std::snprintf(text.data(), text.size(), ".%03dZ", static_cast<int>(unix_ms % 1000));
    to += text.data();
}

}  // namespace

std::string_view name(Level level) { return level_names.at(static_cast<std::size_t>(level)); }

std::optional<Level> parse_level(std::string_view text) {
    for (std::size_t i = 0; i < level_names.size(); ++i) {
        if (level_names[i] == text) return static_cast<Level>(i);
    }
    return std::nullopt;
}

std::string line(std::int64_t unix_ms, Level level, std::string_view event, Fields fields) {
    std::string text = "{\"at\":\"";
    append_time(text, unix_ms);
    text += "\",\"level\":\"";
    text += name(level);
    text += "\",\"event\":";
    append_text(text, event);
    for (const auto& field : fields) {
        text.push_back(',');
        append_text(text, field.name);
        text.push_back(':');
        append_value(text, field);
    }
    text.push_back('}');
    return text;
}

void write(Level level, std::string_view event, Fields fields) noexcept {
    if (level < level_least.load(std::memory_order_relaxed)) return;
    try {
        const auto now_ms = to_micros(wall_clock()) / 1000;
        const auto text = line(now_ms, level, event, fields) + '\n';
        if (const auto to = current()) {
            to->logger->log(spdlog::level::info, spdlog::string_view_t{text.data(), text.size()});
        } else {
            std::fwrite(text.data(), 1, text.size(), stderr);
        }
    } catch (const std::exception&) {
        // No memory for a line: whoever logs is often in trouble already and must not get a second
        // one.
        ++lines_lost;
    }
}

void start(Level least, const std::filesystem::path& file) {
    auto fresh = std::make_shared<Running>();
    fresh->sink = std::make_shared<DescriptorSink>(file);
    fresh->pool = std::make_shared<spdlog::details::thread_pool>(lines_waiting_max, 1);
    // A disk or a pipe that stands still must not hold up requests.
    fresh->logger = std::make_shared<spdlog::async_logger>(
        "sparekey", fresh->sink, fresh->pool, spdlog::async_overflow_policy::overrun_oldest);
    const std::lock_guard lock(running_mutex);
    ENSURE(!running);
    lines_lost = 0;
    running = std::move(fresh);
    level_least = least;
}

void reopen() {
    const auto now = current();
    if (now && !now->sink->reopen())
        warning("log_not_reopened", {{"reason", std::strerror(errno)}});
}

void stop() noexcept {
    std::shared_ptr<Running> last;
    {
        const std::lock_guard lock(running_mutex);
        last.swap(running);
        level_least = Level::warning;
    }
    // The last owner of the pool joins its thread, which empties the queue first.
}

std::uint64_t lost() {
    const auto now = current();
    return lines_lost + (now ? now->pool->overrun_counter() : 0);
}

}  // namespace sparekey::log
