"""The measure of all things here: a bare aiogram bot that says every text again."""

import asyncio

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message

from bench.load import Clock, Load, Speed


async def echo(load: Load) -> Speed:
    """How fast it answers what waits at the fake server."""
    clock = Clock(len(load.texts))
    bot = Bot(load.token, AiohttpSession(api=TelegramAPIServer.from_base(load.base)))
    dispatcher = Dispatcher(disable_fsm=True)

    @dispatcher.message()
    async def again(message: Message) -> None:
        await message.answer(message.text or "")
        clock.tick()

    clock.start()
    task = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False, close_bot_session=True))
    speed = await clock.speed()
    await dispatcher.stop_polling()
    await task
    return speed
