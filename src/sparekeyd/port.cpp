#include "sparekeyd/port.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "base/failure.h"

namespace sparekey::sparekeyd {

std::uint16_t check_port(const std::string& address, std::uint16_t port) {
    using boost::asio::ip::tcp;
    boost::system::error_code error;
    boost::asio::io_context context;
    tcp::acceptor acceptor(context);
    const tcp::endpoint endpoint(boost::asio::ip::make_address(address, error), port);
    if (!error) acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(1, error);
    if (!error) return acceptor.local_endpoint().port();
    throw Failure(Failure::Kind::refused, "http.listen " + address + " port " +
                                              std::to_string(port) + ": " + error.message());
}

}  // namespace sparekey::sparekeyd
