// For tests and commands: runs one awaitable to its end on an io_context of its own, and hands back
// what it returned or threw.
#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <type_traits>

#include "base/async.h"
#include "base/check.h"

namespace sparekey {

template <class T>
T run(Awaitable<T> work) {
    boost::asio::io_context io{1};
    std::exception_ptr thrown;
    bool ended = false;
    if constexpr (std::is_void_v<T>) {
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e) {
            thrown = e;
            ended = true;
        });
        io.run();
        ENSURE(ended);
        if (thrown) std::rethrow_exception(thrown);
    } else {
        std::optional<T> result;
        boost::asio::co_spawn(io, std::move(work), [&](std::exception_ptr e, T value) {
            thrown = e;
            if (!e) result.emplace(std::move(value));
            ended = true;
        });
        io.run();
        ENSURE(ended);
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*result);
    }
}

}  // namespace sparekey
