#include "http/raw_client_double.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>

#include "base/text.h"

namespace sparekey::http {
namespace {

std::size_t number(std::string_view digits) {
    std::size_t value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    if (error != std::errc{} || end != digits.end()) throw std::runtime_error("no number");
    return value;
}

}  // namespace

std::string RawAnswer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

RawClient::RawClient(std::uint16_t port) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval longest{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
    setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &longest, sizeof longest);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        close(socket_);
        throw std::runtime_error("cannot connect");
    }
}

RawClient::~RawClient() { close(socket_); }

bool RawClient::send(std::string_view octets) {
    while (!octets.empty()) {
        const auto sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool RawClient::fill() {
    std::array<char, 4096> some;
    const auto count = recv(socket_, some.data(), some.size(), 0);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        throw std::runtime_error("nothing came for ten seconds");
    if (count <= 0) return false;
    received_.append(some.data(), static_cast<std::size_t>(count));
    return true;
}

RawAnswer RawClient::receive(bool to_head) {
    RawAnswer answer;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == received_.npos) {
        if (!fill()) return answer;
    }
    const auto lines = split(std::string_view{received_}.substr(0, end), '\n');
    for (std::size_t i = 1; i < lines.size(); ++i) {
        const auto colon = lines[i].find(':');
        answer.headers.emplace(lower_ascii(lines[i].substr(0, colon)),
                               trim(lines[i].substr(colon + 1)));
    }
    const auto status = static_cast<int>(number(lines[0].substr(9, 3)));
    received_.erase(0, end + 4);

    const auto length = answer.header("content-length");
    const std::size_t octets = to_head || length.empty() ? 0 : number(length);
    while (received_.size() < octets) {
        if (!fill()) return answer;
    }
    answer.body = received_.substr(0, octets);
    received_.erase(0, octets);
    answer.status = status;
    return answer;
}

bool RawClient::answered_within(std::chrono::milliseconds time) {
    pollfd readable{socket_, POLLIN, 0};
    return !received_.empty() || poll(&readable, 1, static_cast<int>(time.count())) > 0;
}

bool RawClient::is_closed() { return received_.empty() && !fill(); }

}  // namespace sparekey::http
