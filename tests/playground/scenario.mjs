// The small scenario as a bot of grammY: node scenario.mjs <grammy folder> <base URL> <token>
import { createRequire } from "node:module";

const [folder, apiRoot, token] = process.argv.slice(2);
const { Bot, InlineKeyboard } = createRequire(`${folder}/`)("grammy");
const bot = new Bot(token, { client: { apiRoot } });

bot.command("start", (ctx) =>
  ctx.reply("<b>Bỏ phiếu</b>", {
    parse_mode: "HTML",
    reply_markup: new InlineKeyboard().text("Đồng ý", "yes"),
  }),
);
bot.callbackQuery("yes", async (ctx) => {
  await ctx.editMessageText("Đã ghi phiếu");
  await ctx.answerCallbackQuery({ text: "Cảm ơn" });
});
bot.start({ onStart: () => console.log("ready") });
