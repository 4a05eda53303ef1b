import { z } from "zod";

// Without code made of text, which the content security policy lets nobody run. Before any schema is made.
z.config({ jitless: true });
