// The one coroutine type of the house. The executor is typed: an io_context a thread, no strands.
//
// g++ 12 frees aggregate temporaries of a co_await expression twice: name them (doc/decisions/).
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace sparekey {

using Executor = boost::asio::io_context::executor_type;

template <class T>
using Awaitable = boost::asio::awaitable<T, Executor>;

inline constexpr boost::asio::use_awaitable_t<Executor> use_awaitable;

}  // namespace sparekey
