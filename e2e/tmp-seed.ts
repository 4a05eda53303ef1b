import { openShopApi } from "./shopper/shop-api.ts";
import { fillShop } from "./operator/busy-shop.ts";
const api = openShopApi({ apiUrl: "http://127.0.0.1:8107", apiKey: "ft_local_key_for_looking_1" });
console.log(await fillShop(api));
